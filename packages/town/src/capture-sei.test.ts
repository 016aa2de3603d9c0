import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSendTimeSei, sendTimeSei } from './capture-sei.ts';

it('carries any time in µs through the SEI and back', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (us) => readSendTimeSei(sendTimeSei(us)) === us));
});

it('never writes a start code inside the NAL', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 20 }), (us) => {
      const nal = sendTimeSei(us);
      for (let i = 2; i < nal.length; i++)
        if (nal[i - 2] === 0 && nal[i - 1] === 0 && (nal[i] as number) < 3) return false;
      return true;
    }),
  );
});

it('reads nothing from other bytes and never throws', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => readSendTimeSei(bytes) === undefined));
  expect(readSendTimeSei(sendTimeSei(5).subarray(0, 20))).toBeUndefined();
});
