import type { AccessUnit, CameraUnit } from './access-unit.ts';
import { annexB } from './annex-b.ts';
import { parseSps, type SpsInfo } from './h264-sps.ts';
import { MediaError } from './media-error.ts';
import type { NalGroup, NalUnit } from './nal-depacketizer.ts';
import { PictureParameterSets } from './picture-parameter-sets.ts';

const SLICE = 1;
const IDR = 5;
const SPS = 7;
const PPS = 8;
const DELIMITER = 9;

/** Why there is no picture yet: no key picture came, or one came without its parameter sets. */
export type Lacking = 'key' | 'parameter-sets';

/** Turns NAL groups of one codec into access units. */
export interface Assembler {
  /** The unit, or undefined while there is nothing that can be decoded. Never throws. */
  push(group: NalGroup, captureUs: number): CameraUnit | undefined;
  readonly lacking: Lacking;
}

/**
 * Makes access units out of NAL groups of H.264: parameter sets (from SDP and in-band) in front of each key unit, nothing before
 * the first key unit, and nothing between a loss and the next key unit.
 */
export class AccessUnitAssembler implements Assembler {
  #sps: NalUnit | undefined;
  readonly #pps = new PictureParameterSets(1);
  #info: SpsInfo | undefined;
  #waitingForKey = true;
  #keyWithoutSets = false;

  constructor(parameterSets: readonly NalUnit[]) {
    for (const nal of parameterSets) this.#parameterSet(nal);
  }

  get lacking(): Lacking {
    return this.#keyWithoutSets ? 'parameter-sets' : 'key';
  }

  push(group: NalGroup, captureUs: number): AccessUnit | undefined {
    // A set may change between key units: the picture that it came with needs it.
    const fresh = group.nals.filter((nal) => this.#parameterSet(nal));
    const slices = group.nals.filter((nal) => [SLICE, IDR].includes(typeOf(nal)));
    if (group.lost) this.#waitingForKey = true;
    if (group.lost || slices.length === 0) return undefined;
    const key = slices.some((nal) => typeOf(nal) === IDR);
    if (this.#waitingForKey && !key) return undefined;
    const [sps, info, pps] = [this.#sps, this.#info, this.#pps.all()];
    this.#waitingForKey = sps === undefined || info === undefined || pps.length === 0;
    this.#keyWithoutSets = this.#waitingForKey;
    if (sps === undefined || info === undefined || pps.length === 0) return undefined;
    const rest = group.nals.filter((nal) => ![SPS, PPS, DELIMITER].includes(typeOf(nal)));
    const parts = key ? [sps, ...pps, ...rest] : [...fresh, ...rest];
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

  /** Whether it is a parameter set that was not known. */
  #parameterSet(nal: NalUnit): boolean {
    const type = typeOf(nal);
    if (type === PPS) return this.#pps.take(nal);
    if (type !== SPS || this.#sps?.equals(nal)) return false;
    const info = readSps(nal);
    if (info === undefined) return false;
    if (this.#sps !== undefined) this.#pps.clear();
    this.#sps = Buffer.from(nal);
    this.#info = info;
    return true;
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
