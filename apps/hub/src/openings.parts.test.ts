import { auditBytes } from '@porchlight/contract';
import type { CameraId, RequestId } from '@porchlight/domain';
import { generateHpkeKeyFile, type HpkeKeyPair, importHpkeKeyPair } from '@porchlight/frame-crypto';
import { ed25519Signer, generateEd25519, type Signer, toBase64Url } from '@porchlight/statements';
import type { Openings } from '@porchlight/statements/leaf';
import { openSealed, type SealedOpenings, sealKeyId } from '@porchlight/statements/sealed';
import { checkLook, httpTiles, verifyLog } from '@porchlight/verify';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { CAMERAS, hangUp, hub, openScene, owner, pastLook, programme } from '../test/look-scene.ts';

const DAY_MS = 86_400_000;
let auditor: { readonly raw: string; readonly signer: Signer; readonly pair: HpkeKeyPair };
let device: HpkeKeyPair;

async function pairOf() {
  const made = await generateHpkeKeyFile();
  return (await importHpkeKeyPair(made.secret, made.publicKey)) as HpkeKeyPair;
}

beforeAll(async () => {
  const { privateKey, key } = await generateEd25519();
  auditor = { raw: key.raw, signer: await ed25519Signer(privateKey, key), pair: await pairOf() };
  device = await pairOf();
  const sealKey = toBase64Url(auditor.pair.publicKey);
  await openScene({ root: { auditors: [{ name: 'Auditor', signKey: key, sealKey }] } });
  const body = { publicKey: toBase64Url(device.publicKey) };
  await hub.call('PUT', '/api/owner/opening-keys', { body, cookie: owner.cookie });
});
afterEach(() => hangUp());
afterAll(() => hub.close());

async function audit(from = 0, signer = auditor.signer, at = hub.clock.now()) {
  const { sig } = await signer.sign(auditBytes(hub.origin, from, at));
  const headers = { authorization: `Porchlight-Audit ${auditor.raw}.${from}.${at}.${sig}` };
  const answer = await fetch(`${hub.server.url}/api/audit/openings`, { headers });
  return { status: answer.status, body: (await answer.json()) as { openings: SealedOpenings[] } };
}

/** By the desk itself: after so many days the owner's session is over. */
async function sealedForOwner(): Promise<SealedOpenings[]> {
  const rows = await hub.hub.openings.ofOwner(owner.ownerId, await sealKeyId(device.publicKey));
  return rows.map(({ sealed }) => sealed);
}

const proof = (requestId: string) =>
  hub.hub.proofs.of(owner.ownerId, requestId as RequestId, CAMERAS[0] as CameraId);
const papers = async () => (await (await fetch(`${hub.server.url}/api/papers`)).json()) as never;
const tiles = () => httpTiles(`${hub.server.url}/log`);

/** Days that the witnesses have seen, too. */
async function pass(days: number): Promise<void> {
  hub.clock.advance(days * DAY_MS);
  await vi.waitFor(
    async () => expect(await hub.hub.publicLog.vouchedTime()).toBeGreaterThan(hub.clock.now() - DAY_MS),
    10_000,
  );
}

async function allOfAuditor(): Promise<Openings> {
  const opened = await Promise.all(
    (await audit()).body.openings.map((each) => openSealed(each, auditor.pair)),
  );
  return { schema: 'porchlight/openings/v1', entries: opened.flatMap((each) => each?.entries ?? []) };
}

it('is sealed to the auditor, who opens all of it and finds every rule kept; nobody else may ask', async () => {
  await pastLook();
  const openings = await allOfAuditor();
  expect(openings.entries).toHaveLength(2);
  const report = await verifyLog({
    read: tiles(),
    root: programme.envelopes.root,
    seen: [],
    now: hub.clock.now(),
    openings,
  });
  expect(report.checks.find(({ name }) => name === 'openings')).toMatchObject({ verdict: 'PASS' });
  const other = await generateEd25519();
  expect((await audit(0, await ed25519Signer(other.privateKey, other.key))).status).toBe(401);
  expect((await audit(0, auditor.signer, hub.clock.now() - 10 * 60_000)).status).toBe(401);
  expect((await fetch(`${hub.server.url}/api/audit/openings`)).status).toBe(401);
});

it('is erased when it is old enough, after its disclosure, alike for all; owner and auditor still open it', async () => {
  const requestId = await pastLook();
  const path = `/api/owner/sealed-openings?key=${await sealKeyId(device.publicKey)}`;
  expect(await hub.call('GET', path, { cookie: owner.cookie })).toMatchObject({ body: { sealed: [] } });
  await pass(40);
  await hub.hub.leafRounds.disclosures();
  expect(await proof(requestId)).toBeDefined();
  await pass(60);
  await hub.hub.leafRounds.disclosures();
  const { store } = hub.hub.ports;
  const [row] = await store.log.bySubject([`request:${requestId}`]);
  expect(row?.record).toBeNull();
  expect(await store.log.bySubject([`erasure:${row?.index}`])).toHaveLength(1);
  const look = await store.looks.get(requestId as never);
  expect(look).toMatchObject({ operatorId: '', operatorName: '', place: '', cameras: [] });
  expect(await proof(requestId)).toBeUndefined();
  // The log is published; then what was sealed proves the look without anything of the hub's.
  await vi.waitFor(async () => {
    const own = await Promise.all((await sealedForOwner()).map((each) => openSealed(each, device)));
    expect(own).toHaveLength(4);
    for (const openings of own)
      expect(await checkLook(tiles(), await papers(), openings as Openings)).toMatchObject({
        kind: 'checked',
        findings: [],
        facts: { outcome: { result: 'opened' } },
      });
  });
  expect((await allOfAuditor()).entries).toHaveLength(4);
}, 30_000);
