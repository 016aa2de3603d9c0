import type { AccessUnit } from '@porchlight/media';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { controlFrame, type Frame, FrameReader, type ToChild, unitFrame } from './frames.ts';
import { WhepError } from './whep-error.ts';

const units = fc.record({
  codec: fc.constant('h264' as const),
  key: fc.boolean(),
  discardable: fc.boolean(),
  captureUs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  width: fc.integer({ min: 16, max: 8192 }),
  height: fc.integer({ min: 16, max: 8192 }),
  codecString: fc.stringMatching(/^avc1\.[0-9A-F]{6}$/),
  data: fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
}) satisfies fc.Arbitrary<AccessUnit>;
const orders = fc.record({
  t: fc.constant('answer' as const),
  session: fc.integer({ min: 1, max: 0xffff_ffff }),
  sdp: fc.string({ maxLength: 500 }),
}) satisfies fc.Arbitrary<ToChild>;

function readInPieces(bytes: Buffer, sizes: readonly number[]): Frame[] {
  const reader = new FrameReader();
  const frames: Frame[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    frames.push(...reader.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return frames;
}

describe('the pipe between gateway and WebRTC process', () => {
  it('hands on what went in, however the bytes were cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.oneof(units, orders), { maxLength: 12 }), sizes, (sent, cuts) => {
        const bytes = Buffer.concat(
          sent.map((each) => ('t' in each ? controlFrame(each) : unitFrame(7, each))),
        );
        const expected = sent.map((each) =>
          't' in each ? { kind: 'control', json: each } : { kind: 'unit', session: 7, unit: each },
        );
        expect(readInPieces(bytes, cuts)).toEqual(expected);
      }),
    );
  });

  it('throws nothing but its own error for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          new FrameReader().push(Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(WhepError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a frame that claims to be larger than any picture before it waits for it', () => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(2_000_001, 0);
    expect(() => new FrameReader().push(head)).toThrow(WhepError);
  });
});
