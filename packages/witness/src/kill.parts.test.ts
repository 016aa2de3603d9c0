import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { formatVerifierKey, parseSignatureLines } from '@porchlight/translog';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlayedLog } from './testing/played-log.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const KILLS = 8;
const STORIES = ['true', 'forked', 'third'];
const log = new PlayedLog();
const children = new Set<ChildProcess>();
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-witness-kill-'));
});
afterAll(async () => {
  for (const child of children) await kill(child);
  await rm(dir, { recursive: true });
});

async function startCommand(): Promise<{ child: ChildProcess; url: string; vkey: string }> {
  const command = [join(ROOT, 'apps/cli/src/main.ts'), 'witness', '--state', join(dir, 'state')];
  const options = ['--listen', '127.0.0.1:0', '--name', 'w', '--log', formatVerifierKey(log.signer.key)];
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', ...command, ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const url = /ready at (\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { child, url, vkey: lines[0] ?? '' };
  }
  throw new Error(`the witness ended: ${lines.join('; ')}`);
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

interface Given {
  readonly story: string;
  readonly size: number;
  readonly time: bigint;
}

/**
 * Asks for one story until the witness is gone: from the size the witness names to one entry more, and where another story
 * has won, for the same size too. `onGiven` hears of each cosignature.
 */
async function press(url: string, story: string, onGiven: (given: Given) => void): Promise<void> {
  let [old, size] = [0, 1];
  for (;;) {
    const body = await log.body(old, size, story);
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body }).catch(() => undefined);
    const text = await answer?.text().catch(() => undefined);
    if (answer === undefined || text === undefined) return;
    if (answer.status === 200) onGiven({ story, size, time: timeIn(text) });
    else expect([409, 422]).toContain(answer.status);
    if (answer.status === 200) old = size;
    else if (answer.status === 409) old = Number(text);
    size = answer.status === 422 && size > old ? old : old + 1;
  }
}

function timeIn(lines: string): bigint {
  const read = parseSignatureLines(lines);
  if (read.kind === 'malformed') throw new Error(read.problem);
  return Buffer.from(read.signatures[0]?.signature ?? []).readBigUInt64BE(0);
}

/** Starts the witness, presses it with every story, and kills it at the cosignature of that number. */
async function round(until: number): Promise<{ vkey: string; given: Given[] }> {
  const { child, url, vkey } = await startCommand();
  const given: Given[] = [];
  const pressing = STORIES.map((story) =>
    press(url, story, (each) => {
      given.push(each);
      if (given.length === until) child.kill('SIGKILL');
    }),
  );
  await Promise.all(pressing);
  await kill(child);
  return { vkey, given };
}

test('a witness killed again and again under load never cosigns two roots of one size, nor an older size or time', async () => {
  const keys = new Set<string>();
  const all: Given[] = [];
  let [size, time] = [0, 0n];
  for (let n = 0; n < KILLS; n++) {
    const { vkey, given } = await round(3 + 5 * n);
    keys.add(vkey);
    expect(given.length).toBeGreaterThanOrEqual(3 + 5 * n);
    // Answers of one round may arrive in another order; of two rounds they cannot.
    for (const each of given) {
      expect(each.size).toBeGreaterThanOrEqual(size);
      expect(each.time >= time).toBe(true);
    }
    size = Math.max(...given.map((each) => each.size));
    time = given.reduce((newest, each) => (each.time > newest ? each.time : newest), time);
    all.push(...given);
  }
  expect(keys.size).toBe(1);
  // One story won the first size, and all that was cosigned later contains it.
  expect(new Set(all.map(({ story }) => story)).size).toBe(1);
});
