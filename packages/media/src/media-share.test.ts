import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessUnit } from './access-unit.ts';
import { GopBuffer } from './gop-buffer.ts';
import { createMediaShare } from './media-share.ts';

const unit = (bytes: number, key: boolean): AccessUnit =>
  ({ key, captureUs: 0, data: Buffer.alloc(bytes), width: 1, height: 1 }) as AccessUnit;

describe('one owner’s share of a machine', () => {
  it('holds warm pictures up to its limit, over all cameras, and gives room back with each new group', () => {
    const share = createMediaShare({ warmBytes: 1000, bytesPerSecond: 1, children: 1 }, () => 0);
    const [one, two] = [new GopBuffer('sub', share), new GopBuffer('sub', share)];
    one.push(unit(600, true));
    two.push(unit(600, true));
    expect([one.units().length, two.units().length]).toEqual([1, 0]);
    one.push(unit(300, true));
    two.push(unit(600, true));
    expect([one.units().length, two.units().length]).toEqual([1, 1]);
    one.clear();
    one.clear();
    expect(share.hold(400)).toBe(true);
    expect(share.hold(1)).toBe(false);
  });

  it('lets a camera send its rate and no more, whatever it tries', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 200, maxLength: 400 }),
        (chunks) => {
          let now = 0;
          let sent = 0;
          const rate = 100_000;
          const share = createMediaShare({ warmBytes: 0, bytesPerSecond: rate, children: 1 }, () => now);
          for (const bytes of chunks) {
            sent += bytes;
            now += share.arrived(bytes);
            // A second of waiting at most for each chunk: what it leaves over is waited for at the next ones.
            expect(sent).toBeLessThanOrEqual((now / 1000 + 2) * rate + chunks.length * 65_536);
          }
          if (sent > 20 * rate) expect(now).toBeGreaterThan(((sent - 2 * rate) / rate) * 900);
        },
      ),
    );
  });

  it('never waits while its cameras keep to the rate', () => {
    let now = 0;
    const share = createMediaShare({ warmBytes: 0, bytesPerSecond: 1_000_000, children: 1 }, () => now);
    for (let i = 0; i < 1000; i++) {
      expect(share.arrived(10_000)).toBe(0);
      now += 10;
    }
  });
});
