import type { CameraId } from '@porchlight/domain';
import { generateHpkeKeyPair } from '@porchlight/frame-crypto';
import { statementHash } from '@porchlight/statements';
import { disclosureOf, type Openings } from '@porchlight/statements/leaf';
import { type SealedOpenings, sealKeyId, sealOpenings } from '@porchlight/statements/sealed';
import { cameraConsent, consentStatement, makeProgramme, makeSigner, signed } from '@porchlight/testkit';
import { expect, test } from 'vitest';
import { openLook } from './opened-look.ts';

test('a look that was sealed to this device tells its camera, place and time, and nothing to another device', async () => {
  const programme = await makeProgramme();
  const { signer } = await makeSigner('passkey');
  const camera = cameraConsent({ cameraId: 'cam-1' as CameraId, label: 'Front door' });
  const consent = await signed(consentStatement({ cameras: [camera] }), signer);
  const incident = await programme.incident({ place: 'Rincón 12' });
  const key = new Uint8Array(32).fill(1);
  const slot = ['cam-1', await statementHash(consent), 'gw-1'];
  const openings: Openings = {
    schema: 'porchlight/openings/v1',
    entries: [
      {
        index: 9,
        disclosures: [await disclosureOf(key, 'issuedAt', 1234), await disclosureOf(key, 'slot/0', slot)],
        papers: { incident, consents: [consent] },
      },
    ],
  };
  const pair = await generateHpkeKeyPair();
  const entry = { index: 9, leafHash: new Uint8Array(32) };
  const sealed = {
    part: 2,
    openings: (await sealOpenings(openings, entry, pair.publicKey)) as SealedOpenings,
  };
  const device = { keyId: await sealKeyId(pair.publicKey), pair };
  expect(await openLook(sealed, device)).toMatchObject({
    index: 9,
    part: 2,
    askedAt: 1234,
    cameraLabel: 'Front door',
    incident: { place: 'Rincón 12' },
  });
  expect(await openLook(sealed, { ...device, pair: await generateHpkeKeyPair() })).toBeUndefined();
});
