import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoded } from '../../test/clip.ts';
import { jpegs } from '../../test/jpegs.ts';
import type { AccessUnit } from '../access-unit.ts';
import { readJpeg } from '../http-pictures/jpeg.ts';
import { JpegAssembler } from './jpeg-assembler.ts';
import { JpegDepacketizer } from './jpeg-depacketizer.ts';
import { quantisationOf } from './quantisation.ts';

interface Cut {
  readonly type?: number;
  readonly quality?: number;
  readonly tables?: Buffer;
  readonly restart?: number;
  readonly limit: number;
}

/** As a camera would send the scan of a picture of 640 by 360 (RFC 2435 §3.1). */
function payloadsOf(scan: Buffer, { type = 1, quality = 255, tables, restart, limit }: Cut): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < scan.length; at += limit) {
    const head = Buffer.from([0, 0, 0, 0, type + (restart === undefined ? 0 : 64), quality, 80, 45]);
    head.writeUIntBE(at, 1, 3);
    const parts: Buffer[] = [head];
    if (restart !== undefined) parts.push(Buffer.from([restart >> 8, restart & 255, 0xff, 0xff]));
    if (at === 0 && quality >= 128)
      parts.push(Buffer.from([0, 0, 0, tables?.length ?? 0]), tables ?? Buffer.alloc(0));
    payloads.push(Buffer.concat([...parts, scan.subarray(at, at + limit)]));
  }
  return payloads;
}

/** Its tables, its restart interval and the bytes of its scan. */
function taken(jpeg: Buffer): { tables: Buffer; scan: Buffer; restart: number | undefined } {
  const tables: Buffer[] = [];
  let restart: number | undefined;
  for (let at = 2; ; ) {
    const [marker, length] = [jpeg[at + 1], jpeg.readUInt16BE(at + 2)];
    const body = jpeg.subarray(at + 4, at + 2 + length);
    if (marker === 0xdb) for (let n = 0; n < body.length; n += 65) tables.push(body.subarray(n + 1, n + 65));
    if (marker === 0xdd) restart = body.readUInt16BE(0);
    at += 2 + length;
    if (marker !== 0xda) continue;
    const [luma, chroma = luma] = tables;
    return {
      tables: Buffer.concat([luma ?? Buffer.alloc(64), chroma ?? Buffer.alloc(64)]),
      scan: jpeg.subarray(at, -2),
      restart,
    };
  }
}

const sent = (payloads: readonly Buffer[], assembler = new JpegAssembler(), skip = -1) => {
  const depacketizer = new JpegDepacketizer();
  return payloads.flatMap((payload, n) => {
    const marker = n === payloads.length - 1;
    const packet = { payloadType: 26, marker, sequence: n, timestamp: 1, ssrc: 1, payload };
    return n === skip ? [] : depacketizer.push(packet).map((group) => assembler.push(group, 5));
  });
};

const picture = (data: Buffer): Buffer | undefined =>
  decoded([{ width: 640, height: 360, data } as unknown as AccessUnit], 'mjpeg')[0];

describe('JPEG over RTP', () => {
  it('gives back the picture that went in, to the last pixel, however it was cut', () => {
    const [whole = Buffer.alloc(0)] = jpegs('640x360', 1, 'yuvj420p -huffman default');
    const { tables, scan, restart } = taken(whole);
    for (const limit of [700, 1400, 9000]) {
      const [unit] = sent(payloadsOf(scan, { tables, limit, ...(restart === undefined ? {} : { restart }) }));
      expect(unit).toMatchObject({ codec: 'mjpeg', key: true, captureUs: 5, width: 640, height: 360 });
      expect(readJpeg(unit?.data ?? Buffer.alloc(0))).toMatchObject({ width: 640, height: 360 });
      expect(picture(unit?.data ?? Buffer.alloc(0))?.equals(picture(whole) ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it('is left out when a fragment is missing, be it the first, one between or the last', () => {
    const cut = payloadsOf(Buffer.alloc(5000, 7), { quality: 50, limit: 1000 });
    expect(cut).toHaveLength(5);
    expect(sent(cut)[0]).toBeDefined();
    for (const lost of [0, 2]) expect(sent(cut, undefined, lost)).toEqual([undefined]);
    expect(sent(cut, undefined, 4)).toEqual([]);
  });

  it('keeps tables that a camera sends once, except those that hold for one picture', () => {
    const tables = quantisationOf(20);
    for (const [quality, known] of [
      [200, true],
      [255, false],
    ] as const) {
      const assembler = new JpegAssembler();
      const of = (given?: Buffer) =>
        sent(
          payloadsOf(Buffer.alloc(300), { quality, limit: 1000, ...(given && { tables: given }) }),
          assembler,
        )[0];
      expect(of()).toBeUndefined();
      expect(of(tables)?.data.includes(tables.subarray(64))).toBe(true);
      expect(of() !== undefined).toBe(known);
    }
  });

  it('names the tables of a quality as T.81 and RFC 2435 do', () => {
    expect([...quantisationOf(50).subarray(0, 8)]).toEqual([16, 11, 12, 14, 12, 10, 16, 14]);
    expect([...quantisationOf(99)].every((value) => value <= 3)).toBe(true);
    expect(quantisationOf(1)[0]).toBe(255);
    expect(quantisationOf(50)).toHaveLength(128);
  });

  it('throws nothing, whatever comes', () => {
    const fragment = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(fc.constantFrom(0, 1, 2, 64, 65, 66, 128), fc.nat(255), fc.uint8Array({ maxLength: 200 }))
        .map(([type, quality, rest]) => Uint8Array.from([0, 0, 0, 0, type, quality, 80, 45, ...rest])),
    );
    fc.assert(
      fc.property(fc.array(fragment, { minLength: 1, maxLength: 5 }), (payloads) => {
        for (const unit of sent(payloads.map((payload) => Buffer.from(payload))))
          if (unit !== undefined) expect([unit.width, unit.height]).not.toContain(0);
      }),
    );
  });
});
