import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatState, parseState } from './witness-state.ts';

const size = fc.maxSafeNat();
const root = fc.uint8Array({ minLength: 32, maxLength: 32 });
const origin = fc.stringMatching(/^[a-z0-9./-]{1,40}$/);
const state = fc
  .record({ time: size, logs: fc.array(fc.tuple(origin, fc.record({ size, root }))) })
  .map(({ time, logs }) => ({ time, logs: new Map(logs) }));

test('a state reads back as it was written', () => {
  fc.assert(
    fc.property(state, (each) => {
      expect(parseState(formatState(each))).toEqual(each);
    }),
  );
});

test('a state cut short, or with one byte changed, is not read', () => {
  fc.assert(
    fc.property(state, fc.nat(), fc.integer({ min: 1, max: 255 }), (each, at, flip) => {
      const bytes = formatState(each);
      const where = at % bytes.length;
      expect(parseState(bytes.slice(0, where))).toBeUndefined();
      bytes[where] = (bytes[where] ?? 0) ^ flip;
      expect(parseState(bytes)).toBeUndefined();
    }),
  );
});

test('any other bytes are not read, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(parseState(bytes)).toBeUndefined();
    }),
  );
});
