import type { JpegUnit } from '../access-unit.ts';
import type { Assembler, Lacking } from '../access-unit-assembler.ts';
import type { NalGroup } from '../nal-depacketizer.ts';
import { HEADER_BYTES } from './jpeg-depacketizer.ts';
import { quantisationOf } from './quantisation.ts';

const RESTARTS = 64;
const RESTART_BYTES = 4;
const TABLES_IN_BAND = 128;
const TABLES_BYTES = 128;
/** A quality whose tables may be others in each picture. */
const ALWAYS_NEW = 255;
const START_OF_IMAGE = Buffer.from([0xff, 0xd8]);
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
/** Three components: luma by the first tables, chroma by the second; all coefficients (T.81 §B.2.3). */
const START_OF_SCAN = Buffer.from('ffda000c03010002110311003f00', 'hex');

/** The headers in front of a fragment (RFC 2435 §3.1). */
interface Fragment {
  readonly offset: number;
  /** 0: 4:2:2, 1: 4:2:0; 64 more where there are restart markers. */
  readonly type: number;
  readonly quality: number;
  /** In blocks of 8. */
  readonly width: number;
  readonly height: number;
  /** MCUs between restart markers; undefined where there are none. */
  readonly restart: number | undefined;
  readonly rest: Buffer;
}

/**
 * Makes JPEG pictures out of what RFC 2435 leaves of them: the headers are written anew, without Huffman tables, for a decoder of
 * motion JPEG has those of T.81 annex K. A picture with a fragment missing is left out.
 */
export class JpegAssembler implements Assembler {
  readonly lacking: Lacking = 'key';
  /** Of qualities 128 … 254: sent once, or now and then. */
  readonly #tables = new Map<number, Buffer>();

  push({ nals, lost }: NalGroup, captureUs: number): JpegUnit | undefined {
    const first = lost || nals[0] === undefined ? undefined : readFragment(nals[0]);
    if (first === undefined || first.offset !== 0) return undefined;
    const found = this.#tablesOf(first);
    if (found === undefined || first.width === 0 || first.height === 0) return undefined;
    const scan = [found.scan];
    let bytes = found.scan.length;
    for (const payload of nals.slice(1)) {
      const next = readFragment(payload);
      if (next === undefined || next.offset !== bytes || !sameFrame(first, next)) return undefined;
      scan.push(next.rest);
      bytes += next.rest.length;
    }
    const data = Buffer.concat([...headers(first, found.tables), ...scan, END_OF_IMAGE]);
    const [width, height] = [first.width * 8, first.height * 8];
    return { codec: 'mjpeg', key: true, discardable: true, captureUs, data, width, height };
  }

  /** The tables of this picture and what follows them; undefined for tables that nobody sent, or of a form that no camera uses. */
  #tablesOf({ quality, rest }: Fragment): { tables: Buffer; scan: Buffer } | undefined {
    if (quality === 0) return undefined;
    if (quality < TABLES_IN_BAND) {
      if (quality > 99) return undefined;
      return { tables: quantisationOf(quality), scan: rest };
    }
    if (rest.length < 4) return undefined;
    const [precision, length] = [rest[1], rest.readUInt16BE(2)];
    const scan = rest.subarray(4 + length);
    if (length === 0) {
      const tables = this.#tables.get(quality);
      return tables && { tables, scan };
    }
    if (precision !== 0 || length !== TABLES_BYTES || scan.length === 0) return undefined;
    const tables = Buffer.from(rest.subarray(4, 4 + TABLES_BYTES));
    if (quality !== ALWAYS_NEW) this.#tables.set(quality, tables);
    return { tables, scan };
  }
}

function readFragment(payload: Buffer): Fragment | undefined {
  const [type, quality, width, height] = payload.subarray(4, HEADER_BYTES) as unknown as [
    number,
    number,
    number,
    number,
  ];
  const restarts = type >= RESTARTS && type < 2 * RESTARTS;
  const start = HEADER_BYTES + (restarts ? RESTART_BYTES : 0);
  if ((type & ~RESTARTS) > 1 || payload.length <= start) return undefined;
  return {
    offset: payload.readUIntBE(1, 3),
    type,
    quality,
    width,
    height,
    restart: restarts ? payload.readUInt16BE(HEADER_BYTES) : undefined,
    rest: payload.subarray(start),
  };
}

const sameFrame = (a: Fragment, b: Fragment): boolean =>
  a.type === b.type && a.quality === b.quality && a.width === b.width && a.height === b.height;

function headers({ type, width, height, restart }: Fragment, tables: Buffer): Buffer[] {
  const segment = (marker: number, ...content: Buffer[]): Buffer => {
    const body = Buffer.concat(content);
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(body.length + 2, 2);
    return Buffer.concat([head, body]);
  };
  const number = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
  // Chroma has half the width, and half the height too where luma is sampled 2 by 2.
  const luma = (type & 1) === 0 ? 0x21 : 0x22;
  const components = Buffer.from([3, 1, luma, 0, 2, 0x11, 1, 3, 0x11, 1]);
  return [
    START_OF_IMAGE,
    segment(0xdb, Buffer.from([0]), tables.subarray(0, 64), Buffer.from([1]), tables.subarray(64)),
    ...(restart === undefined ? [] : [segment(0xdd, number(restart))]),
    segment(0xc0, Buffer.from([8]), number(height * 8), number(width * 8), components),
    START_OF_SCAN,
  ];
}
