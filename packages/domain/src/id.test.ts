import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseId } from './id.ts';
import { INCIDENT_CLASSES, isIncidentClass } from './incident-class.ts';

test.each(['a', '0', 'cam-01', 'inc-5d7df73dafbd4941382e', 'a'.repeat(64)])('%s is an id', (text) => {
  expect(parseId(text)).toBe(text);
});

test.each(['', '-a', 'A', 'a_b', 'a b', 'a\n', 'ä', '../x', 'a'.repeat(65)])('%j is no id', (text) => {
  expect(parseId(text)).toBeUndefined();
});

test('nothing that is read as an id can leave a path, a log line or a query', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (parseId(text) !== undefined) expect(text).toMatch(/^[a-z0-9-]+$/);
    }),
  );
});

test('a class is one of the list and nothing that objects carry by themselves', () => {
  expect(INCIDENT_CLASSES.every(isIncidentClass)).toBe(true);
  expect(['', 'Burglary', 'constructor', '__proto__'].some(isIncidentClass)).toBe(false);
});
