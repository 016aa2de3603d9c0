import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLogKeys, TestLog } from '@porchlight/testkit';
import {
  completeHash,
  formatAddCheckpoint,
  formatVerifierKey,
  leafHash,
  proveConsistency,
} from '@porchlight/translog';
import { expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));
const ROUNDS = 6;

/** The command itself; resolves with its address. */
function start(dir: string, logKey: string): Promise<{ child: ChildProcess; url: string }> {
  const args = [
    'tsx',
    '--conditions=source',
    CLI,
    'witness',
    '--state',
    dir,
    '--listen',
    '127.0.0.1:0',
    '--log',
    logKey,
  ];
  const child = spawn('npx', args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  return new Promise((resolve, reject) => {
    let out = '';
    child.once('exit', () => reject(new Error(out)));
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const url = /ready at (\S+)/.exec(out)?.[1];
      if (url) resolve({ child, url });
    });
  });
}

test('killed again and again under load it never cosigns two roots of one size', {
  timeout: 120_000,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-witness-kill-'));
  const keys = await makeLogKeys();
  const logKey = formatVerifierKey(keys.log.key);
  // Two logs under one key that go different ways from entry 1 on: a witness may follow one of them.
  const [a, b] = [new TestLog(keys), new TestLog(keys)];
  a.appendBytes(new Uint8Array([0]));
  b.appendBytes(new Uint8Array([0]));
  const cosigned = new Map<number, Set<string>>();
  const offer = async (log: TestLog, from: number, url: string): Promise<number> => {
    const hashes = log.entries.map(leafHash);
    const source = {
      readHashes: async (nodes: readonly { level: number; index: number }[]) => ({
        kind: 'hashes' as const,
        hashes: nodes.map(({ level, index }) =>
          completeHash(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
        ),
      }),
    };
    const built = from > 0 && from < log.size ? await proveConsistency(from, log.size, source) : undefined;
    const proof = built?.kind === 'proof' ? built.proof : [];
    const checkpoint = new TextEncoder().encode(
      await log.checkpoint(Date.now(), log.size, { witnesses: [] }),
    );
    const body = formatAddCheckpoint({ oldSize: Math.min(from, log.size), proof, checkpoint });
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
    const text = await answer.text();
    if (answer.status === 409) return Number(text);
    if (answer.status !== 200) return from;
    const root = Buffer.from(log.head().root()).toString('hex');
    cosigned.set(log.size, (cosigned.get(log.size) ?? new Set()).add(root));
    return log.size;
  };
  let size = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { child, url } = await start(dir, logKey);
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 300 + 100 * round);
    try {
      for (let n = 0; ; n++) {
        a.appendBytes(new TextEncoder().encode(`a ${round} ${n}`));
        b.appendBytes(new TextEncoder().encode(`b ${round} ${n}`));
        [size] = await Promise.all([offer(a, size, url), offer(b, size, url)]);
      }
    } catch {
      // It was killed.
    }
    clearTimeout(timer);
  }
  await rm(dir, { recursive: true, force: true });
  expect(cosigned.size).toBeGreaterThan(ROUNDS);
  expect([...cosigned.values()].filter((roots) => roots.size > 1)).toEqual([]);
});
