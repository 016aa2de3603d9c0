import type { AccessUnit } from './access-unit.ts';
import type { Assembler, Lacking } from './access-unit-assembler.ts';
import { annexB } from './annex-b.ts';
import { type H265SpsInfo, parseH265Sps } from './h265-sps.ts';
import { MediaError } from './media-error.ts';
import type { NalGroup, NalUnit } from './nal-depacketizer.ts';
import { PictureParameterSets } from './picture-parameter-sets.ts';

const RASL = [8, 9];
const VPS = 32;
const SPS = 33;
const PPS = 34;
/** Parameter sets, delimiter, end of sequence, end of stream, filler. */
const NOT_HANDED_ON = [VPS, SPS, PPS, 35, 36, 37, 38];
const MAX_SET_BYTES = 1024;

/**
 * Access units of H.265. Key units are IDR, BLA and CRA pictures, with the newest parameter sets in front. RASL pictures
 * (ITU-T H.265 §3.132) refer to what lies before their key unit; as a viewer may begin at any key unit, none is handed on.
 */
export class H265Assembler implements Assembler {
  #vps: NalUnit | undefined;
  #sps: NalUnit | undefined;
  readonly #pps = new PictureParameterSets(2);
  #info: H265SpsInfo | undefined;
  #waitingForKey = true;
  #keyWithoutSets = false;

  constructor(parameterSets: readonly NalUnit[]) {
    for (const nal of parameterSets) this.#parameterSet(nal);
  }

  get lacking(): Lacking {
    return this.#keyWithoutSets ? 'parameter-sets' : 'key';
  }

  push(group: NalGroup, captureUs: number): AccessUnit | undefined {
    // Layers over the base layer (scalability, stereo) are not for one-layer decoders.
    const nals = group.nals.filter((nal) => nal.length > 2 && layerOf(nal) === 0);
    const fresh = nals.filter((nal) => this.#parameterSet(nal));
    const slices = nals.map(typeOf).filter((type) => type < VPS);
    if (group.lost) this.#waitingForKey = true;
    if (group.lost || slices.length === 0) return undefined;
    const key = slices.every((type) => type >= 16 && type <= 21);
    if (slices.some((type) => RASL.includes(type)) || (this.#waitingForKey && !key)) return undefined;
    const [vps, sps, info, pps] = [this.#vps, this.#sps, this.#info, this.#pps.all()];
    this.#waitingForKey = vps === undefined || sps === undefined || info === undefined || pps.length === 0;
    this.#keyWithoutSets = this.#waitingForKey;
    if (vps === undefined || sps === undefined || info === undefined || pps.length === 0) return undefined;
    const rest = nals.filter((nal) => !NOT_HANDED_ON.includes(typeOf(nal)));
    const { width, height, codecString } = info;
    return {
      codec: 'h265',
      key,
      discardable: !key && nals.every((nal) => isDiscardable(nal, info.subLayers)),
      captureUs,
      data: annexB(key ? [vps, sps, ...pps, ...rest] : [...fresh, ...rest]),
      width,
      height,
      codecString,
    };
  }

  /** Whether it is a parameter set that was not known. */
  #parameterSet(nal: NalUnit): boolean {
    const type = typeOf(nal);
    if (nal.length < 3 || nal.length > MAX_SET_BYTES) return false;
    if (type === VPS) {
      if (this.#vps?.equals(nal)) return false;
      this.#vps = Buffer.from(nal);
    } else if (type === SPS) {
      if (this.#sps?.equals(nal)) return false;
      const info = readSps(nal);
      if (info === undefined) return false;
      if (this.#sps !== undefined) this.#pps.clear();
      this.#sps = Buffer.from(nal);
      this.#info = info;
    } else return type === PPS && this.#pps.take(nal);
    return true;
  }
}

function typeOf(nal: NalUnit): number {
  return ((nal[0] ?? 0) >> 1) & 0x3f;
}

function layerOf(nal: NalUnit): number {
  return (((nal[0] ?? 0) & 1) << 5) | ((nal[1] ?? 0) >> 3);
}

/**
 * A sub-layer non-reference picture (table 7-1: even types under 15) of the highest sub-layer: nothing refers to it. In a
 * lower sub-layer a higher one still may.
 */
function isDiscardable(nal: NalUnit, subLayers: number): boolean {
  const type = typeOf(nal);
  if (type >= VPS) return type > PPS;
  return type < 15 && type % 2 === 0 && ((nal[1] ?? 0) & 7) === subLayers;
}

function readSps(nal: NalUnit): H265SpsInfo | undefined {
  try {
    return parseH265Sps(nal);
  } catch (error) {
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}
