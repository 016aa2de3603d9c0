import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeAuthorization, nodeAuthorized } from './node-auth.ts';

const SECRET = 's'.repeat(32);
const NODE = '0123456789ab';
const header = nodeAuthorization(SECRET, NODE, '/node/link', 1_000_000);

test('names the hub that holds the secret', () => {
  expect(nodeAuthorized(SECRET, header, '/node/link', 1_020_000)).toBe(NODE);
});

test.each([
  ['another secret', 't'.repeat(32), header, '/node/link', 1_000_000],
  ['another address', SECRET, header, '/node/viewer', 1_000_000],
  ['an old header', SECRET, header, '/node/link', 1_031_000],
  ['one from the future', SECRET, header, '/node/link', 960_000],
  ['another name', SECRET, header.replace(NODE, 'ba9876543210'), '/node/link', 1_000_000],
  ['none', SECRET, undefined, '/node/link', 1_000_000],
])('refuses %s', (_, secret, given, path, now) => {
  expect(nodeAuthorized(secret, given, path, now)).toBeUndefined();
});

test('reads any text without a fault', () => {
  fc.assert(fc.property(fc.string(), (text) => nodeAuthorized(SECRET, text, '/node/link', 0) === undefined));
});
