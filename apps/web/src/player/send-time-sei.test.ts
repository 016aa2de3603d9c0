import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sendTimeMs } from './send-time-sei.ts';

const UUID = '7c1f0e6a5b934dd29e04706f72636c74';

/** An Annex B unit: parameter set, the mark, a slice. */
function unitWith(us: number): Uint8Array {
  const time = us.toString(16).padStart(16, '0');
  const body = Uint8Array.from(
    (`060518${UUID}${time}80`.match(/../g) ?? []).map((hex) => Number.parseInt(hex, 16)),
  );
  return Uint8Array.from([0, 0, 0, 1, 0x67, 66, 0, 31, 0, 0, 1, ...escaped(body), 0, 0, 1, 0x65, 1, 2, 3]);
}

function escaped(body: Uint8Array): number[] {
  const out: number[] = [];
  let zeros = 0;
  for (const byte of body) {
    if (zeros >= 2 && byte <= 3) {
      out.push(3);
      zeros = 0;
    }
    out.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out;
}

it('reads the send time of every unit that carries one', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (us) => sendTimeMs(unitWith(us)) === us / 1000));
});

it('finds none in a unit of a real camera, and reads none past the first slice', () => {
  expect(sendTimeMs(Uint8Array.of(0, 0, 0, 1, 0x67, 66, 0, 31, 0, 0, 1, 0x65, 9, 9))).toBeUndefined();
  const late = unitWith(5);
  late[4] = 0x41;
  expect(sendTimeMs(late)).toBeUndefined();
});

it('never throws on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      sendTimeMs(bytes);
    }),
  );
});
