import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { trustFileSchema } from '@porchlight/contract';
import { advanceTrust, openTrust } from '@porchlight/statements';
import { makeLogKeys } from '@porchlight/testkit';
import { formatVerifierKey } from '@porchlight/translog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../main.ts', import.meta.url));
const run = promisify(execFile);
let dir: string;
const at = (name: string) => join(dir, name);

/** The command line, from source; its output, or the sentence it ends with. */
async function porchlight(...args: string[]): Promise<string> {
  const tsx = ['--conditions=source', '--import', 'tsx', CLI, ...args];
  return run(process.execPath, tsx)
    .then(({ stdout }) => stdout)
    .catch((error: { stderr: string }) => {
      throw new Error(error.stderr.trim());
    });
}

const trustOf = async (name: string) => trustFileSchema.parse(JSON.parse(await readFile(at(name), 'utf8')));
const sign = (draft: string, key: string, ...more: string[]) =>
  porchlight('ceremony', 'sign', at(draft), '--key', at(key), ...more);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-ceremony-'));
  await writeFile(at('passphrase'), 'correct horse battery staple\n');
  await writeFile(at('wrong'), 'correct horse battery stapler\n');
  const square = [
    [-58.4, -34.6],
    [-58.3, -34.6],
    [-58.3, -34.5],
    [-58.4, -34.6],
  ];
  await writeFile(at('area.json'), JSON.stringify({ type: 'Polygon', coordinates: [square] }));
  for (const n of [1, 2, 3])
    await porchlight(
      'ceremony',
      'keys',
      '--out',
      at(`stick-${n}`),
      '--name',
      `Key ${n}`,
      '--passphrase-file',
      at('passphrase'),
    );
  await porchlight('ceremony', 'keys', '--out', at('stranger'), '--plain');
  const witness = `paper ${formatVerifierKey((await makeLogKeys()).witnesses[0].key)} https://witness.example`;
  const keys = [1, 2, 3].flatMap((n) => ['--root-key', at(`stick-${n}/public.json`)]);
  const facts = [
    '--id',
    'pilot',
    '--name',
    'Pilot',
    '--origin',
    'https://hub.example',
    '--boundary',
    at('area.json'),
  ];
  await porchlight('init', '--dir', at('programme'), ...facts, '--witness', witness, ...keys);
}, 120_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

const secret = ['--passphrase-file', ''];

describe('the first root', () => {
  test('needs two of its three keys, each under its passphrase', { timeout: 60_000 }, async () => {
    secret[1] = at('passphrase');
    const finish = () =>
      porchlight('ceremony', 'finish', at('programme/draft.json'), '--out', at('programme/trust.json'));
    await expect(finish()).rejects.toThrow('no root key signed this root');
    await expect(sign('programme/draft.json', 'stick-1', '--passphrase-file', at('wrong'))).rejects.toThrow(
      'The passphrase does not open this key.',
    );
    await expect(sign('programme/draft.json', 'stranger')).rejects.toThrow('not one of the root keys');
    expect(await sign('programme/draft.json', 'stick-1', ...secret)).toContain('1 more to sign');
    await expect(finish()).rejects.toThrow('1 of 2 root keys signed');
    expect(await sign('programme/draft.json', 'stick-1', ...secret)).toContain('1 more to sign');
    expect(await sign('programme/draft.json', 'stick-3', ...secret)).toContain('enough have signed');
    expect(await finish()).toContain('any 2 of these 3');
    expect((await openTrust((await trustOf('programme/trust.json')).root)).kind).toBe('ok');
    expect(await readFile(at('programme/trust-fingerprints.txt'), 'utf8')).toContain('root fingerprint');
  });

  test('is not signed with a key that others can read, and a key is made once', {
    timeout: 60_000,
  }, async () => {
    await chmod(at('stick-2/key.json'), 0o644);
    await expect(sign('programme/draft.json', 'stick-2', ...secret)).rejects.toThrow('chmod 600');
    await chmod(at('stick-2/key.json'), 0o600);
    await expect(porchlight('ceremony', 'keys', '--out', at('stick-2'), '--plain')).rejects.toThrow(
      'made once',
    );
  });
});

describe('a new root', () => {
  test('replaces a lost witness: gateways take it under the pin they hold, and none that is older', {
    timeout: 60_000,
  }, async () => {
    const before = await trustOf('programme/trust.json');
    const key = formatVerifierKey((await makeLogKeys()).witnesses[1].key);
    const previous = ['--previous', at('programme/trust.json')];
    const draft = ['ceremony', 'draft', ...previous, '--out', at('next.json')];
    await expect(porchlight(...draft)).rejects.toThrow('Nothing is changed');
    const shown = await porchlight(...draft, '--witness', `university ${key} https://other.example`);
    expect(shown).toMatch(/^- +paper/m);
    expect(shown).toMatch(/^\+ +university/m);
    await sign('next.json', 'stick-2', ...secret, ...previous);
    await sign('next.json', 'stick-3', ...secret, ...previous);
    await porchlight('ceremony', 'finish', at('next.json'), ...previous, '--out', at('next-trust.json'));
    const after = await trustOf('next-trust.json');
    const held = await openTrust(before.root);
    if (held.kind === 'refused') throw new Error(held.detail);
    const now = Date.now();
    const taken = await advanceTrust(held.value, after.root, now);
    if (taken.kind === 'refused') throw new Error(taken.detail);
    expect(taken.value).toMatchObject({ pin: held.value.pin, root: { version: 2 } });
    expect(taken.value.root.log.policy).toContain('university');
    expect(await advanceTrust(taken.value, before.root, now)).toMatchObject({
      kind: 'refused',
      code: 'older',
    });
  });

  test('that was changed after it was signed is not finished', { timeout: 60_000 }, async () => {
    const draft = JSON.parse(await readFile(at('next.json'), 'utf8')) as { root: { payload: string } };
    const root = JSON.parse(Buffer.from(draft.root.payload, 'base64url').toString()) as object;
    const other = Buffer.from(JSON.stringify({ ...root, origin: 'https://elsewhere.example' })).toString(
      'base64url',
    );
    await writeFile(at('bent.json'), JSON.stringify({ ...draft, root: { ...draft.root, payload: other } }));
    await expect(porchlight('ceremony', 'finish', at('bent.json'), '--out', at('x.json'))).rejects.toThrow(
      'does not hold',
    );
  });
});
