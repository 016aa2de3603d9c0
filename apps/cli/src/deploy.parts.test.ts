import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('./main.ts', import.meta.url));
const UNITS = fileURLToPath(new URL('../../../deploy/systemd/', import.meta.url));
const FROM_SOURCE = ['--conditions=source', '--import', 'tsx', CLI];
const AREA = [
  [-58.4, -34.6],
  [-58.3, -34.6],
  [-58.3, -34.5],
  [-58.4, -34.6],
];

let dir: string;
let logKey: string;
let ports: { hub: number; witness: number };
const children: ChildProcess[] = [];
const at = (...names: string[]) => join(dir, ...names);

async function porchlight(...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [...FROM_SOURCE, ...args])).stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-units-'));
  ports = { hub: await freePort(), witness: await freePort() };
  await writeFile(at('area.json'), JSON.stringify({ type: 'Polygon', coordinates: [AREA] }));
  await writeFile(
    at('feeds.json'),
    JSON.stringify([{ name: 'cad', webhookSecret: 'a-secret-of-length-16' }]),
  );
  const shown = await porchlight(
    ...['witness', '--state', at('witness'), '--listen', `127.0.0.1:${ports.witness}`, '--show'],
  );
  const line = /^witness (.+)$/m.exec(shown)?.[1] ?? '';
  const origin = `http://127.0.0.1:${ports.hub}`;
  const made = await porchlight(
    ...['init', '--dir', at('programme'), '--id', 'units', '--name', 'Units', '--origin', origin],
    ...['--boundary', at('area.json'), '--witness', line],
  );
  logKey = /log key\s+(\S+)/.exec(made)?.[1] ?? '';
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
});

/** The command of a unit, with this test's folders and addresses in place of a city's. */
async function commandOf(unit: string): Promise<string[]> {
  const text = await readFile(join(UNITS, unit), 'utf8');
  const command = /^ExecStart=(.+)$/m.exec(text)?.[1] ?? '';
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  expect(words.slice(0, 2)).toEqual(['/usr/bin/node', '/opt/porchlight/apps/cli/dist/main.js']);
  const places: readonly (readonly [RegExp, string])[] = [
    [/^\$\{CREDENTIALS_DIRECTORY\}\/(log|intake)\.json$/, at('programme', 'keys', '$1.json')],
    [/^\$\{CREDENTIALS_DIRECTORY\}\/feeds\.json$/, at('feeds.json')],
    [/^\/etc\/porchlight\/(?:programme\/)?trust\.json$/, at('programme', 'trust.json')],
    [/^\/var\/lib\/porchlight-(\w+)$/, at('$1')],
    [/^127\.0\.0\.1:8080$/, `127.0.0.1:${ports.hub}`],
    [/^127\.0\.0\.1:8680$/, `127.0.0.1:${ports.witness}`],
    [/^127\.0\.0\.1:8[45]80$/, '127.0.0.1:0'],
    [/^https:\/\/cameras\.city\.example$/, `http://127.0.0.1:${ports.hub}`],
    [/^https:\/\/witness\.library\.example$/, `http://127.0.0.1:${ports.witness}`],
    [/^log\.city\.example\+.*$/, logKey],
  ];
  return words.slice(2).map((word) => {
    const found = places.find(([pattern]) => pattern.test(word));
    return found ? word.replace(...found) : word;
  });
}

/** Starts it as the unit would; resolves with its address. */
async function start(unit: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [...FROM_SOURCE, ...(await commandOf(unit))], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (data: Buffer): void => {
      said += data;
      const ready = /ready at (\S+)/.exec(said)?.[1];
      if (ready) resolve(ready);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`${unit}: ${said}`)));
  });
  return { url, child };
}

describe('the units of systemd', () => {
  it('start hub, witness, intake and gateway with options that hold; each is healthy and ends in order', async () => {
    const running = [];
    for (const name of ['witness', 'hub', 'intake', 'gateway']) {
      const one = await start(`porchlight-${name}.service`);
      expect([name, (await fetch(`${one.url}/healthz`)).status]).toEqual([name, 200]);
      running.push({ name, ...one });
    }
    const hub = running.find(({ name }) => name === 'hub')?.url;
    await expect
      .poll(async () => (await fetch(`${hub}/readyz`)).json(), { timeout: 15_000 })
      .toEqual({ ok: false, database: 'ok', log: 'ok', witnesses: 'ok', mail: 'untested' });
    const gateway = running.find(({ name }) => name === 'gateway')?.url;
    expect(await (await fetch(`${gateway}/readyz`)).json()).toMatchObject({ ok: false, enrolled: 'no' });
    const intake = running.find(({ name }) => name === 'intake')?.url;
    expect(await (await fetch(`${intake}/readyz`)).json()).toEqual({ ok: true, hub: 'untried', waiting: 0 });
    const backup = await porchlight(
      'backup',
      at('backup'),
      '--state',
      at('hub'),
      '--programme',
      at('programme'),
    );
    expect(backup).toMatch(/\d+ tables, \d+ rows, [1-9]\d* entries of the public log/);
    for (const { name, child } of running.reverse()) {
      const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
      child.kill('SIGTERM');
      expect([name, await ended]).toEqual([name, 0]);
    }
    const places = ['--state', at('hub-2'), '--programme', at('programme-2')];
    expect(await porchlight('restore', at('backup'), ...places)).toContain('restored the state of');
  });

  const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  it.skipIf(analyze('--version').status !== 0)('are sound to systemd, and expose little', () => {
    for (const name of ['hub', 'intake', 'gateway', 'witness']) {
      const unit = join(UNITS, `porchlight-${name}.service`);
      const verified = analyze('verify', '--man=no', unit);
      // The program itself need not be installed on the machine that runs this test.
      const said = verified.stderr
        .split('\n')
        .filter((line) => line !== '' && !line.includes('is not executable'));
      expect([name, said]).toEqual([name, []]);
      const security = analyze('security', '--offline=yes', '--threshold=20', unit);
      expect([name, security.status, security.stdout.trim().split('\n').at(-1)]).toMatchObject([
        name,
        0,
        expect.any(String),
      ]);
    }
  });
});
