import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportPkcs8, generateEd25519 } from '@porchlight/statements';
import { formatVerifierKey, verifierKey } from '@porchlight/translog';
import { startWitness } from '@porchlight/witness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STEPS, type Step } from '../test/kill-steps.ts';
import type { LogChildConfig } from '../test/log-child.ts';
import { compileLogChild, LogProcess } from '../test/log-process.ts';
import { readAsStranger, type SeenLog } from '../test/log-stranger.ts';
import { openTemporaryStore, type TemporaryStore } from './testing/temporary-store.ts';

/** Entries asked for at once: each time a tile becomes full. */
const AT_ONCE = 256;

let temporary: TemporaryStore;
let dir: string;
let script: string;
let config: LogChildConfig;
let witnesses: Awaited<ReturnType<typeof startWitness>>[];
/** The process that runs now; the next one loads already while it does. */
let running: LogProcess;
let next: LogProcess;
let seen: SeenLog;
let asked = AT_ONCE;
/** By number of the entry: the index that was acknowledged. */
const acknowledged = new Map<number, number>();
const rootsBySize = new Map<number, Set<string>>();

beforeAll(async () => {
  [temporary, script] = await Promise.all([openTemporaryStore(), compileLogChild()]);
  dir = await mkdtemp(join(tmpdir(), 'porchlight-killed-log-'));
  config = await makeConfig();
  [running, next] = [launch(), launch()];
  await running.open();
  await running.ensure(0, asked);
  seen = await readAsStranger(config.stateDir, config.policy);
  take(running);
});
afterAll(async () => {
  await Promise.all([running?.kill(), next?.kill()]);
  for (const witness of witnesses ?? []) await witness.close();
  await temporary.close();
  await Promise.all([rm(dir, { recursive: true }), rm(script)]);
});

/** A log key, and three real witnesses who must all cosign: one that cannot follow stops everything. */
async function makeConfig(): Promise<LogChildConfig> {
  const { privateKey, key } = await generateEd25519();
  const raw = new Uint8Array(Buffer.from(key.raw, 'base64url'));
  const logKey = formatVerifierKey(verifierKey('log.example/killed', 'ed25519', raw));
  const listen = { host: '127.0.0.1', port: 0 };
  const start = (name: string) =>
    startWitness({ stateDir: join(dir, name), name, defaultName: name, listen, logs: [logKey] });
  witnesses = await Promise.all(['a', 'b', 'c'].map(start));
  const lines = witnesses.map(({ key, url }) => `witness ${key.name} ${formatVerifierKey(key)} ${url}\n`);
  const policy = `log ${logKey}\n${lines.join('')}group all 3 a b c\nquorum all\n`;
  const pair = { raw: key.raw, pkcs8: await exportPkcs8(privateKey) };
  const made = { connection: temporary.postgres.connection, policy, pair, stateDir: join(dir, 'state') };
  await writeFile(join(dir, 'config.json'), JSON.stringify(made));
  return made;
}

const launch = () => new LogProcess(script, join(dir, 'config.json'));

/** What a process has said: no second root of a size, no acknowledged entry elsewhere. */
function take({ lines }: LogProcess): void {
  for (const line of lines) {
    if (line.t === 'signs')
      rootsBySize.set(line.size, (rootsBySize.get(line.size) ?? new Set()).add(line.root));
    if (line.t !== 'standing') continue;
    expect(line.index).toBe(acknowledged.get(line.n) ?? line.index);
    acknowledged.set(line.n, line.index);
  }
}

/** The first batch is of one entry and the second of all others: a step of statements and signatures is met in the second; files come once. */
const times = (step: Step): number => (/acknowledged|tile|checkpoint/.test(step) ? 1 : 2);

test.each(Object.entries(STEPS) as [Step, string][])(
  'a hub killed in an append, at %s: %s, signs one root a size and loses nothing',
  async (step) => {
    const dead = running;
    const died = dead.dieAt(step, times(step));
    dead.ask(asked, asked + AT_ONCE);
    expect(await died).toBe('SIGKILL');
    take(dead);
    [running, next] = [next, launch()];
    expect(await running.open()).toEqual({ t: 'open' });
    expect((await leftBy(dead.pid)).length).toBe(0);
    // Asked again, as a caller without an answer does, and for more.
    await running.ensure(asked, asked + AT_ONCE + 1);
    asked += AT_ONCE + 1;
    take(running);
    seen = await readAsStranger(config.stateDir, config.policy, seen);
    expect(seen).toMatchObject({ size: asked, cosigners: 3 });
    expect([...seen.sequences].sort((a, b) => a - b)).toEqual(Array.from({ length: asked }, (_, n) => n + 1));
    for (const [n, index] of acknowledged) expect(seen.sequences[index]).toBe(n + 1);
    expect([...rootsBySize].filter(([, roots]) => roots.size > 1)).toEqual([]);
  },
);

async function leftBy(pid: number): Promise<string[]> {
  const files = await readdir(join(config.stateDir, 'log'), { recursive: true });
  return files.filter((path) => path.includes(`.draft-${pid}-`));
}

/** No file of the running process may grow past this many bytes: a write fails as on a full disk. */
function roomFor(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(running.pid), `--fsize=${bytes}:`]);
}

test('a disk too full for the size to sign: nothing is signed or acknowledged, and both once there is room', async () => {
  roomFor(0);
  const [from, said] = [asked, running.lines.length];
  const after = () => running.lines.slice(said);
  running.ask(from, from + 3);
  await running.said((line, n) => n >= said && line.t === 'error' && /was not signed.*EFBIG/.test(line.text));
  expect(after().filter((line) => line.t === 'standing' || (line.t === 'signs' && line.size > from))).toEqual(
    [],
  );
  expect(await readAsStranger(config.stateDir, config.policy)).toMatchObject({ size: from });
  roomFor('unlimited');
  await running.ensure(from, from + 3);
  asked += 3;
  take(running);
  seen = await readAsStranger(config.stateDir, config.policy, seen);
  expect(seen).toMatchObject({ size: asked });
});

test('a disk too full for tiles: entries are acknowledged, readers keep the last whole log, and get the rest once there is room', async () => {
  roomFor(1024);
  const [from, said] = [asked, running.lines.length];
  await running.ensure(from, from + 300);
  const errors = running.lines.slice(said).filter((line) => line.t === 'error');
  expect(errors).toEqual([{ t: 'error', text: expect.stringMatching(/files .* were not written.*EFBIG/) }]);
  expect(await readAsStranger(config.stateDir, config.policy)).toMatchObject({ size: from });
  roomFor('unlimited');
  await running.ensure(from, from + 301);
  asked += 301;
  take(running);
  seen = await readAsStranger(config.stateDir, config.policy, seen);
  expect(seen).toMatchObject({ size: asked });
  expect(acknowledged.size).toBe(asked);
});
