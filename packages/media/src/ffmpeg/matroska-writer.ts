import type { AccessUnit } from '../access-unit.ts';

/**
 * Just enough Matroska (RFC 9559) to hand access units with their times to a decoder through a pipe: one video track, unknown
 * lengths, a cluster every ten seconds. A block says its own length, so the decoder never waits for the next unit.
 */
export type MatroskaCodec = 'h264' | 'h265' | 'mjpeg';

const CODEC_IDS: Readonly<Record<MatroskaCodec, string>> = {
  h264: 'V_MPEG4/ISO/AVC',
  h265: 'V_MPEGH/ISO/HEVC',
  mjpeg: 'V_MJPEG',
};
const UNKNOWN_LENGTH = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
const CLUSTER_MS = 10_000;

const element = (id: number, ...content: Buffer[]): Buffer => {
  const data = Buffer.concat(content);
  return Buffer.concat([idBytes(id), lengthBytes(data.length), data]);
};
const text = (id: number, value: string): Buffer => element(id, Buffer.from(value, 'ascii'));
const number = (id: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
};

function idBytes(id: number): Buffer {
  const hex = id.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

/** Always eight bytes: their first bit pattern says so. */
function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  bytes[0] = 0x01;
  return bytes;
}

/** What the stream begins with. `width` and `height` in pixels. */
export function matroskaHeader(codec: MatroskaCodec, width: number, height: number): Buffer {
  const ebml = element(
    0x1a45dfa3,
    number(0x4286, 1),
    number(0x42f7, 1),
    number(0x42f2, 4),
    number(0x42f3, 8),
    text(0x4282, 'matroska'),
    number(0x4287, 4),
    number(0x4285, 2),
  );
  const info = element(0x1549a966, number(0x2ad7b1, 1_000_000), text(0x4d80, 'p'), text(0x5741, 'p'));
  const video = element(0xe0, number(0xb0, width), number(0xba, height));
  const track = element(
    0xae,
    number(0xd7, 1),
    number(0x73c5, 1),
    number(0x83, 1),
    text(0x86, CODEC_IDS[codec]),
    video,
  );
  return Buffer.concat([ebml, idBytes(0x18538067), UNKNOWN_LENGTH, info, element(0x1654ae6b, track)]);
}

/** Writes units as blocks; times in whole milliseconds from the first unit on. */
export class MatroskaWriter {
  #clusterMs: number | undefined;

  /** The bytes for one unit at `ms`, ≥ 0; below an earlier one for B-frames, by 1 s at most. */
  block(unit: Pick<AccessUnit, 'data' | 'key'>, ms: number): Buffer {
    const parts: Buffer[] = [];
    if (this.#clusterMs === undefined || ms - this.#clusterMs >= CLUSTER_MS) {
      this.#clusterMs = ms;
      parts.push(idBytes(0x1f43b675), UNKNOWN_LENGTH, number(0xe7, ms));
    }
    const head = Buffer.alloc(4);
    head[0] = 0x81;
    head.writeInt16BE(ms - this.#clusterMs, 1);
    head[3] = unit.key ? 0x80 : 0;
    parts.push(idBytes(0xa3), lengthBytes(head.length + unit.data.length), head, unit.data);
    return Buffer.concat(parts);
  }
}
