import type { AccessUnit } from './access-unit.ts';
import type { NalGroup, NalUnit } from './h264-depacketizer.ts';
import { parseSps, type SpsInfo } from './h264-sps.ts';
import { MediaError } from './media-error.ts';

const START_CODE = Buffer.from([0, 0, 0, 1]);
const SLICE = 1;
const IDR = 5;
const SPS = 7;
const PPS = 8;
const DELIMITER = 9;

/**
 * Makes access units out of NAL groups: parameter sets (from SDP and in-band) in front of each key unit, nothing before
 * the first key unit, and nothing between a loss and the next key unit.
 */
export class AccessUnitAssembler {
  #sps: NalUnit | undefined;
  #pps: NalUnit[] = [];
  #info: SpsInfo | undefined;
  #waitingForKey = true;

  constructor(parameterSets: readonly NalUnit[]) {
    for (const nal of parameterSets) this.#parameterSet(nal);
  }

  /** The unit, or undefined while there is nothing that can be decoded. Never throws. */
  push(group: NalGroup, captureUs: number): AccessUnit | undefined {
    for (const nal of group.nals) this.#parameterSet(nal);
    const slices = group.nals.filter((nal) => [SLICE, IDR].includes(typeOf(nal)));
    if (group.lost) this.#waitingForKey = true;
    if (group.lost || slices.length === 0) return undefined;
    const key = slices.some((nal) => typeOf(nal) === IDR);
    if (this.#waitingForKey && !key) return undefined;
    if (key && (this.#info === undefined || this.#sps === undefined || this.#pps.length === 0))
      return undefined;
    const info = this.#info;
    if (info === undefined) return undefined;
    this.#waitingForKey = false;
    const rest = group.nals.filter((nal) => ![SPS, PPS, DELIMITER].includes(typeOf(nal)));
    const parts = key ? [this.#sps as NalUnit, ...this.#pps, ...rest] : rest;
    return {
      codec: 'h264',
      key,
      discardable: !key && slices.every((nal) => ((nal[0] as number) & 0x60) === 0),
      captureUs,
      data: annexB(parts),
      width: info.width,
      height: info.height,
      codecString: info.codecString,
    };
  }

  #parameterSet(nal: NalUnit): void {
    const type = typeOf(nal);
    if (type === SPS) {
      const info = readSps(nal);
      if (info === undefined) return;
      if (this.#sps !== undefined && !this.#sps.equals(nal)) this.#pps = [];
      this.#sps = Buffer.from(nal);
      this.#info = info;
    } else if (type === PPS && nal.length <= 1024) {
      const known = this.#pps.filter((pps) => !pps.equals(nal)).slice(-15);
      this.#pps = [...known, Buffer.from(nal)];
    }
  }
}

function typeOf(nal: NalUnit): number {
  return ((nal[0] ?? 0) as number) & 0x1f;
}

function readSps(nal: NalUnit): SpsInfo | undefined {
  try {
    return parseSps(nal);
  } catch (error) {
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}

function annexB(nals: readonly NalUnit[]): Buffer {
  return Buffer.concat(nals.flatMap((nal) => [START_CODE, nal]));
}
