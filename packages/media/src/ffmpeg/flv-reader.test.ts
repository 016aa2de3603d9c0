import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { FlvReader } from './flv-reader.ts';

const HEADER = Buffer.from('464c5601010000000900000000', 'hex');

function tag(ms: number, data: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head[0] = 9;
  head.writeUIntBE(data.length, 1, 3);
  head.writeUIntBE(ms & 0xff_ffff, 4, 3);
  head[7] = ms >>> 24;
  const end = Buffer.alloc(4);
  end.writeUInt32BE(data.length + 11);
  return Buffer.concat([head, data, end]);
}

function picture(key: boolean, nals: readonly Buffer[]): Buffer {
  const parts = nals.flatMap((nal) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(nal.length);
    return [length, nal];
  });
  return Buffer.concat([Buffer.from([key ? 0x17 : 0x27, 1, 0, 0, 0]), ...parts]);
}

it('reads back pictures with their times and NAL units, however the stream is cut', () => {
  const nal = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes));
  const one = fc.record({
    key: fc.boolean(),
    ms: fc.nat(2 ** 31),
    nals: fc.array(nal, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), (pictures, cut) => {
      const stream = Buffer.concat([
        HEADER,
        ...pictures.map(({ key, ms, nals }) => tag(ms, picture(key, nals))),
      ]);
      const reader = new FlvReader();
      const read = [];
      for (let at = 0; at < stream.length; at += cut)
        read.push(...reader.push(stream.subarray(at, at + cut)));
      expect(read).toEqual(pictures.map((each) => ({ kind: 'picture', ...each })));
    }),
  );
});

it('throws nothing but its own error, whatever it is given', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, begun) => {
      const reader = new FlvReader();
      try {
        if (begun) reader.push(HEADER);
        reader.push(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(MediaError);
      }
    }),
  );
});
