import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer, openFrame } from './node.ts';
import { encodeSframeHeader, parseSframeHeader } from './sframe-header.ts';
import { createOpener } from './web.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const EMPTY = new Uint8Array(0);

describe('the SFrame header (RFC 9605 §4.3)', () => {
  it('puts values below eight into the first byte and longer ones behind it', () => {
    expect(encodeSframeHeader(0n, 0n)).toEqual(bytes('00'));
    expect(encodeSframeHeader(7n, 8n)).toEqual(bytes('7808'));
    expect(encodeSframeHeader(0x0123n, 0x4567n)).toEqual(bytes('9901234567'));
  });

  it('reads back every pair of 64-bit values', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 2n ** 64n - 1n), (kid, ctr) => {
        const header = encodeSframeHeader(kid, ctr);
        expect(parseSframeHeader(header)).toEqual({ kid, ctr, length: header.length });
      }),
    );
  });

  it('never throws on random bytes, and accepts one form of each header only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        const header = parseSframeHeader(noise);
        if (header !== undefined)
          expect(encodeSframeHeader(header.kid, header.ctr)).toEqual(noise.slice(0, header.length));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('sealing and opening', () => {
  it('equals the published vector of suite 4 (RFC 9605 appendix C.3)', () => {
    const opened = openFrame({
      suite: 4,
      baseKey: bytes('000102030405060708090a0b0c0d0e0f'),
      message: bytes('9901234567b7412c2513a1b66dbb48841bbaf17f598751176ad847681a69c6d0b091c07018ce4adb34eb'),
      prefixBytes: 0,
      binding: bytes('4945544620534672616d65205747'),
    });
    expect(opened?.plaintext.toString('hex')).toBe('64726166742d696574662d736672616d652d656e63');
  });

  it('opens in the browser what the gateway sealed, in order, and refuses a replay', async () => {
    const baseKey = crypto.getRandomValues(new Uint8Array(32));
    const binding = crypto.getRandomValues(new Uint8Array(32));
    const prefix = crypto.getRandomValues(new Uint8Array(16));
    const sealer = createSealer({ suite: 5, kid: 2 ** 40 + 3, baseKey });
    const opener = await createOpener({ suite: 5, kid: 2 ** 40 + 3, baseKey, binding });
    const first = sealer.seal(prefix, [bytes('aabb'), bytes('cc')], binding);
    const second = sealer.seal(prefix, [bytes('dd')], binding);
    expect(await opener.open(first, 16)).toEqual({ ctr: 0, plaintext: bytes('aabbcc') });
    expect(await opener.open(second, 16)).toEqual({ ctr: 1, plaintext: bytes('dd') });
    expect(await opener.open(first, 16)).toBeUndefined();
  });

  it('refuses a frame when any byte of it, of its clear header or of the binding is changed', async () => {
    const baseKey = bytes('000102030405060708090a0b0c0d0e0f');
    const binding = new Uint8Array(32).fill(7);
    const sealed = createSealer({ suite: 4, kid: 9, baseKey }).seal(
      new Uint8Array(16).fill(1),
      [bytes('01020304')],
      binding,
    );
    for (let i = 0; i < sealed.length; i++) {
      const flipped = Uint8Array.from(sealed);
      flipped[i] = (flipped[i] as number) ^ 0x10;
      const opener = await createOpener({ suite: 4, kid: 9, baseKey, binding });
      expect(await opener.open(flipped, 16), `byte ${i}`).toBeUndefined();
      expect(
        openFrame({ suite: 4, baseKey, message: flipped, prefixBytes: 16, binding }),
        `byte ${i}`,
      ).toBeUndefined();
    }
    const other = await createOpener({ suite: 4, kid: 9, baseKey, binding: new Uint8Array(32) });
    expect(await other.open(sealed, 16)).toBeUndefined();
  });

  it('opens frames of any size in the order of the calls, though none is waited for', async () => {
    const baseKey = new Uint8Array(32).fill(3);
    const sealer = createSealer({ suite: 5, kid: 1, baseKey });
    const opener = await createOpener({ suite: 5, kid: 1, baseKey, binding: EMPTY });
    const frames = Array.from({ length: 60 }, (_, i) =>
      sealer.seal(EMPTY, [new Uint8Array(i % 2 === 0 ? 400_000 : 1)], EMPTY),
    );
    const opened = await Promise.all(frames.map((frame) => opener.open(frame, 0)));
    expect(opened.map((frame) => frame?.ctr)).toEqual(frames.map((_, i) => i));
  });

  it('never uses a counter twice', () => {
    const sealer = createSealer({ suite: 4, kid: 1, baseKey: new Uint8Array(16) });
    const counters = Array.from(
      { length: 300 },
      () => parseSframeHeader(sealer.seal(EMPTY, [EMPTY], EMPTY))?.ctr,
    );
    expect(new Set(counters).size).toBe(300);
  });

  it('never throws on random messages', async () => {
    const opener = await createOpener({ suite: 4, kid: 1, baseKey: new Uint8Array(16), binding: EMPTY });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (noise) => {
        expect(await opener.open(noise, Math.min(16, noise.length))).toBeUndefined();
        expect(
          openFrame({ suite: 4, baseKey: EMPTY, message: noise, prefixBytes: 16, binding: EMPTY }),
        ).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
