import { MediaError } from '../media-error.ts';

/** One coded picture of a child that writes FLV (Adobe FLV 10.1, annex E). */
export interface FlvPicture {
  readonly kind: 'picture';
  readonly key: boolean;
  /** Milliseconds of the input's clock. */
  readonly ms: number;
  /** NAL units in order, without lengths or start codes. */
  readonly nals: readonly Buffer[];
}
/** Parameter sets for what follows. */
export interface FlvParameterSets {
  readonly kind: 'parameter-sets';
  readonly nals: readonly Buffer[];
}

const MAX_TAG_BYTES = 4 * 1024 * 1024;
const HEADER_BYTES = 9;
const TAG_HEADER_BYTES = 11;
const VIDEO = 9;
const AVC = 7;

/** Reads a stream of FLV as it comes in pieces. Throws MediaError for what is none, and for a tag over 4 MB. */
export class FlvReader {
  #held: Buffer = Buffer.alloc(0);
  #begun = false;

  push(piece: Buffer): (FlvPicture | FlvParameterSets)[] {
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const found: (FlvPicture | FlvParameterSets)[] = [];
    if (!this.#begun && !this.#begin()) return found;
    for (let tag = this.#tag(); tag !== undefined; tag = this.#tag()) {
      const read = tag.type === VIDEO ? readVideo(tag.data, tag.ms) : undefined;
      if (read) found.push(read);
    }
    return found;
  }

  #begin(): boolean {
    if (this.#held.length < HEADER_BYTES + 4) return false;
    if (this.#held.toString('latin1', 0, 3) !== 'FLV') throw new MediaError('child-output', 'not FLV');
    this.#held = this.#held.subarray(HEADER_BYTES + 4);
    this.#begun = true;
    return true;
  }

  /** The next whole tag; undefined until it is there. */
  #tag(): { type: number; ms: number; data: Buffer } | undefined {
    const held = this.#held;
    if (held.length < TAG_HEADER_BYTES) return undefined;
    const size = held.readUIntBE(1, 3);
    if (size > MAX_TAG_BYTES) throw new MediaError('child-output', 'a tag is too large');
    const end = TAG_HEADER_BYTES + size;
    if (held.length < end + 4) return undefined;
    if (held.readUInt32BE(end) !== end)
      throw new MediaError('child-output', 'a tag does not end where it says');
    const ms = held.readUIntBE(4, 3) + (held[7] as number) * 2 ** 24;
    this.#held = held.subarray(end + 4);
    return { type: (held[0] as number) & 0x1f, ms, data: held.subarray(TAG_HEADER_BYTES, end) };
  }
}

function readVideo(data: Buffer, ms: number): FlvPicture | FlvParameterSets | undefined {
  if (data.length < 5 || ((data[0] as number) & 0x0f) !== AVC) return undefined;
  if (data[1] === 0) return { kind: 'parameter-sets', nals: parameterSets(data.subarray(5)) };
  if (data[1] !== 1) return undefined;
  return { kind: 'picture', key: (data[0] as number) >> 4 === 1, ms, nals: nalUnits(data.subarray(5)) };
}

/** AVCDecoderConfigurationRecord, ISO/IEC 14496-15 §5.3.3. */
function parameterSets(record: Buffer): Buffer[] {
  const nals: Buffer[] = [];
  let at = 5;
  for (const mask of [0x1f, 0xff]) {
    const count = (record[at] ?? 0) & mask;
    at += 1;
    for (let n = 0; n < count; n++) {
      if (at + 2 > record.length) throw new MediaError('child-output', 'parameter sets end early');
      const length = record.readUInt16BE(at);
      nals.push(take(record, at + 2, length));
      at += 2 + length;
    }
  }
  return nals;
}

function nalUnits(data: Buffer): Buffer[] {
  const nals: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    if (at + 4 > data.length) throw new MediaError('child-output', 'a picture ends early');
    const length = data.readUInt32BE(at);
    nals.push(take(data, at + 4, length));
    at += 4 + length;
  }
  return nals;
}

function take(data: Buffer, from: number, length: number): Buffer {
  if (length === 0 || from + length > data.length)
    throw new MediaError('child-output', 'a NAL unit is longer than its picture');
  return data.subarray(from, from + length);
}
