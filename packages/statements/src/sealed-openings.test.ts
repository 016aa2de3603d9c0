import { generateHpkeKeyPair } from '@porchlight/frame-crypto';
import { expect, test } from 'vitest';
import type { Openings } from './leaf/openings.ts';
import { openSealed, type SealedOpenings, sealOpenings } from './sealed-openings.ts';

const openings: Openings = {
  schema: 'porchlight/openings/v1',
  entries: [{ index: 7, disclosures: ['abc'] }],
};
const entry = { index: 7, leafHash: new Uint8Array(32).fill(3) };

async function sealed() {
  const pair = await generateHpkeKeyPair();
  const made = await sealOpenings(openings, entry, pair.publicKey);
  return { pair, made: made as SealedOpenings };
}

test('what is sealed to a key opens with it, and with no other', async () => {
  const { pair, made } = await sealed();
  expect(await openSealed(made, pair)).toEqual(openings);
  expect(await openSealed(made, await generateHpkeKeyPair())).toBeUndefined();
});

test('altered, or put to another entry, it does not open', async () => {
  const { pair, made } = await sealed();
  const flipped = `${made.sealed.slice(0, 20)}${made.sealed[20] === 'A' ? 'B' : 'A'}${made.sealed.slice(21)}`;
  expect(await openSealed({ ...made, sealed: flipped }, pair)).toBeUndefined();
  const leafHash = Buffer.alloc(32, 4).toString('base64url');
  expect(await openSealed({ ...made, leafHash }, pair)).toBeUndefined();
});

test('a key that is no point of the curve is refused, not sealed to', async () => {
  expect(await sealOpenings(openings, entry, new Uint8Array(65).fill(5))).toBeUndefined();
});
