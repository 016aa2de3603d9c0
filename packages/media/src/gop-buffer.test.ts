import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessUnit } from './access-unit.ts';
import { GopBuffer } from './gop-buffer.ts';

const unit = (key: boolean, atMs: number, bytes = 10): AccessUnit => ({
  codec: 'h264',
  key,
  discardable: false,
  captureUs: atMs * 1000,
  data: Buffer.alloc(bytes),
  width: 640,
  height: 360,
  codecString: 'avc1.42C01F',
});

describe('the newest group of pictures', () => {
  it('begins at the newest key unit, and holds nothing before the first', () => {
    const gop = new GopBuffer('sub');
    gop.push(unit(false, 0));
    expect(gop.units()).toEqual([]);
    const units = [unit(true, 100), unit(false, 200), unit(true, 300), unit(false, 400)];
    for (const one of units) gop.push(one);
    expect(gop.units()).toEqual(units.slice(2));
  });

  it('is emptied by a group longer than six seconds, until the next key unit', () => {
    const gop = new GopBuffer('main');
    for (const at of [0, 3000, 6000]) gop.push(unit(at === 0, at));
    expect(gop.units()).toHaveLength(3);
    gop.push(unit(false, 6001));
    gop.push(unit(false, 6100));
    expect(gop.units()).toEqual([]);
    gop.push(unit(true, 7000));
    expect(gop.units()).toHaveLength(1);
  });

  it('never holds more than 3 MB of main or 0.75 MB of sub, and always starts at a key unit', () => {
    const step = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 900_000 }));
    fc.assert(
      fc.property(fc.constantFrom('main', 'sub'), fc.array(step, { maxLength: 20 }), (stream, steps) => {
        const gop = new GopBuffer(stream);
        for (const [i, [key, bytes]] of steps.entries()) {
          gop.push(unit(key, i * 100, bytes));
          const units = gop.units();
          const held = units.reduce((sum, { data }) => sum + data.length, 0);
          expect(held).toBeLessThanOrEqual(stream === 'main' ? 3_000_000 : 750_000);
          expect(units[0]?.key ?? true).toBe(true);
          expect(units.slice(1).some((one) => one.key)).toBe(false);
        }
      }),
    );
  });
});
