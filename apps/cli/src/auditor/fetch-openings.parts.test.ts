import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { hangUp, hub, openScene, pastLook } from '../../../hub/test/look-scene.ts';
import { makeAuditorKey, openAuditorKey, readAuditor } from './auditor-key.ts';
import { fetchOpenings } from './fetch-openings.ts';

const PASSPHRASE = 'correct horse battery staple';
let dir: string;
const keys = (name: string) => openAuditorKey(join(dir, name), async () => PASSPHRASE);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-auditor-'));
  for (const name of ['named', 'stranger']) await makeAuditorKey(join(dir, name), name, PASSPHRASE);
  await openScene({ root: { auditors: [await readAuditor(join(dir, 'named', 'public.json'))] } });
});
afterEach(() => hangUp());
afterAll(async () => {
  await hub.close();
  await rm(dir, { recursive: true, force: true });
});

it('brings an auditor that the root names everything of a look, opened', async () => {
  await pastLook();
  const address = new URL(hub.server.url);
  const openings = await fetchOpenings(address, hub.origin, await keys('named'), 0, hub.clock.now);
  const [request, outcome] = openings.entries;
  expect(request?.papers).toMatchObject({ request: {}, incident: {}, consents: [{}] });
  expect(outcome?.index).toBeGreaterThan(request?.index ?? 0);
  const later = (outcome?.index ?? 0) + 1;
  expect(
    (await fetchOpenings(address, hub.origin, await keys('named'), later, hub.clock.now)).entries,
  ).toEqual([]);
});

it('is told in one sentence why a key is not known', async () => {
  const asked = fetchOpenings(new URL(hub.server.url), hub.origin, await keys('stranger'), 0, hub.clock.now);
  await expect(asked).rejects.toThrow(/root in force must name it/);
});

it('does not open its keys with another passphrase', async () => {
  await expect(openAuditorKey(join(dir, 'named'), async () => 'wrong')).rejects.toThrow(/passphrase/);
});
