import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatVerifierKey, parsePolicy } from '@porchlight/translog';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { policyLine, showWitnessKey, startWitness, type WitnessConfig } from './start-witness.ts';
import { newSigner, PlayedLog } from './testing/played-log.ts';

const log = new PlayedLog();
let dir: string;
let config: WitnessConfig;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-witness-'));
  config = {
    stateDir: join(dir, 'state'),
    name: 'library.example/witness',
    defaultName: 'this-machine',
    listen: { host: '127.0.0.1', port: 0 },
    logs: [formatVerifierKey(log.signer.key)],
  };
});
afterEach(() => rm(dir, { recursive: true }));

const file = (name: string) => join(config.stateDir, name);
const post = async (url: string, body: Uint8Array<ArrayBuffer>) =>
  (await fetch(`${url}/add-checkpoint`, { method: 'POST', body })).status;

test('makes a key at its first start, keeps it, and no one else can read the folder', async () => {
  await mkdir(config.stateDir, { mode: 0o755 });
  const shown = await showWitnessKey(config);
  const running = await startWitness({ ...config, name: undefined });
  expect(running.key).toEqual(shown);
  expect(shown).toMatchObject({ name: 'library.example/witness', type: 'cosignature' });
  // Also while it runs.
  expect(await showWitnessKey(config)).toEqual(shown);
  await running.close();
  const modes = await Promise.all(
    ['', 'key', 'state'].map(async (name) => (await stat(file(name))).mode & 0o777),
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
});

test('its line reads as a policy, and without a name it takes the default', async () => {
  const key = await showWitnessKey({ ...config, name: undefined });
  const line = policyLine(key, 'https://w.example');
  const text = `log ${formatVerifierKey(log.signer.key)}\n${line}\nquorum this-machine\n`;
  expect(parsePolicy(new TextEncoder().encode(text))).toMatchObject({
    kind: 'policy',
    policy: { witnesses: [{ name: 'this-machine', key, url: 'https://w.example' }] },
  });
});

test('remembers across a restart', async () => {
  const first = await startWitness(config);
  expect(await post(first.url, await log.body(0, 8))).toBe(200);
  await first.close();
  const second = await startWitness(config);
  expect(await post(second.url, await log.body(0, 8, 'forked'))).toBe(409);
  expect(await post(second.url, await log.body(8, 8, 'forked'))).toBe(422);
  expect(await post(second.url, await log.body(8, 13))).toBe(200);
  await second.close();
});

const REFUSALS: readonly [string, string, () => Promise<unknown>][] = [
  ['a key that others can read', 'key-readable', () => chmod(file('key'), 0o640)],
  ['a key file that is none', 'key-torn', () => writeFile(file('key'), 'name x\nno key\n')],
  ['a key whose state is gone', 'state-missing', () => rm(file('state'))],
  [
    'a torn state',
    'state-torn',
    async () => writeFile(file('state'), (await readFile(file('state'))).subarray(0, 40)),
  ],
  ['an empty state', 'state-torn', () => writeFile(file('state'), '')],
];
test.each(REFUSALS)('refuses to start with %s, and leaves all as it was', async (_name, code, harm) => {
  await showWitnessKey(config);
  await harm();
  const filesNow = () => Promise.all(['key', 'state'].map((name) => readFile(file(name)).catch(() => null)));
  const before = await filesNow();
  await expect(startWitness(config)).rejects.toMatchObject({ code });
  expect(await filesNow()).toEqual(before);
});

test('refuses another name than its key has, a bad name, keys that are no log keys, and none', async () => {
  const codeOf = (other: Partial<WitnessConfig>) =>
    startWitness({ ...config, ...other }).then(
      () => 'started',
      (error) => error.code,
    );
  expect(await codeOf({ name: 'two words' })).toBe('name');
  expect(await codeOf({ name: 'none' })).toBe('name');
  await showWitnessKey(config);
  expect(await codeOf({ name: 'another' })).toBe('name');
  expect(await codeOf({ logs: ['x'] })).toBe('log-key');
  expect(await codeOf({ logs: [formatVerifierKey(newSigner('w', 'cosignature').key)] })).toBe('log-key');
  expect(await codeOf({ logs: [] })).toBe('log-key');
});

test('two witnesses on one folder: the second is refused', async () => {
  const running = await startWitness(config);
  await expect(startWitness(config)).rejects.toMatchObject({ code: 'state-locked' });
  await running.close();
  await (await startWitness(config)).close();
});
