/**
 * Append to cosigned: PostgreSQL, last signed size with fsync, two HTTP witnesses that fsync. One entry after another, then
 * many at once, then restart with a long log. `npx tsx --conditions=source bench/log-append.ts [entries]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemClock } from '../packages/domain/src/index.ts';
import { openPublicLog, publicLogPorts } from '../packages/hub-core/src/index.ts';
import { openTemporaryStore } from '../packages/hub-postgres/src/testing/temporary-store.ts';
import { exportPkcs8, fromBase64Url, generateEd25519 } from '../packages/statements/src/index.ts';
import type { LeafOf } from '../packages/statements/src/leaf.ts';
import {
  formatVerifierKey,
  leafHash,
  TreeHead,
  type VerifierKey,
  verifierKey,
} from '../packages/translog/src/index.ts';
import { startWitness } from '../packages/witness/src/index.ts';
import { printRows, single, spreadOf } from './support/figures.ts';

const folder = await mkdtemp(join(tmpdir(), 'porchlight-bench-log-'));
const silent = { info: () => undefined, warn: console.warn, error: console.error };

async function logKey(name: string) {
  const { privateKey, key } = await generateEd25519();
  return {
    key: verifierKey(name, 'ed25519', fromBase64Url(key.raw) as Uint8Array),
    pair: { raw: key.raw, pkcs8: await exportPkcs8(privateKey) },
  };
}

async function witnessFor(name: string, log: VerifierKey) {
  const stateDir = join(folder, name);
  const defaultName = `witness.example/${name}`;
  const listen = { host: '127.0.0.1', port: 0 };
  const logs = [formatVerifierKey(log)];
  const running = await startWitness({ stateDir, name: undefined, defaultName, listen, logs });
  const line = `witness ${name} ${formatVerifierKey(running.key)} ${running.url}\n`;
  return { line, close: running.close };
}

function entry(n: number): LeafOf<'request'> {
  const digest = (i: number) => Buffer.alloc(32, (n + i) % 251).toString('base64url');
  return {
    v: 1,
    kind: 'request',
    programme: 'bench' as LeafOf<'request'>['programme'],
    policy: digest(1),
    rosterEpoch: 1,
    incident: 0,
    after: null,
    class: 'burglary',
    action: 'live',
    minutes: 30,
    approvals: 0,
    opTag: 'A'.repeat(22),
    discloseBy: '2026-12-31',
    slots: Array.from({ length: 16 }, (_, i) => digest(i)),
    sd: [1, 2, 3, 4, 5].map(digest),
  };
}

const own = await logKey('log.example/bench');
const witnesses = [await witnessFor('a', own.key), await witnessFor('b', own.key)];
const policy = `log ${formatVerifierKey(own.key)}\n${witnesses.map((w) => w.line).join('')}group both all a b\nquorum both\n`;
const temporary = await openTemporaryStore();
const parts = { store: temporary.store.log, clock: systemClock, log: silent };
const ports = await publicLogPorts(policy, own.pair, folder);

let log = await openPublicLog(ports, parts);
let n = 0;
const append = async () => {
  const mine = n++;
  const start = performance.now();
  await log.writer.ensure(`bench:${mine}`, async () => ({ leaf: entry(mine), record: null }));
  return performance.now() - start;
};
for (let i = 0; i < 20; i++) await append();
const alone: number[] = [];
for (let i = 0; i < 400; i++) alone.push(await append());
/** What a look of twelve cameras writes: one leaf, whatever else is being written at that moment. */
const beside: number[] = [];
for (let i = 0; i < 100; i++) beside.push(...(await Promise.all(Array.from({ length: 12 }, append))));
const start = performance.now();
const many = await Promise.all(Array.from({ length: 5000 }, append));
const seconds = (performance.now() - start) / 1000;
printRows('log-append', 'append → cosigned by two witnesses over HTTP', [
  { what: 'one entry, ms', ...spreadOf(alone), gate: '≤ 50' },
  { what: 'twelve at once, each, ms', ...spreadOf(beside), gate: '≤ 50' },
  { what: '5,000 at once, entries a second', ...single(Math.round(many.length / seconds)), gate: '–' },
]);
await log.close();

const wanted = Number(process.argv[2] ?? 0);
if (wanted > 0) {
  const head = await temporary.store.log.head();
  const tree = TreeHead.restore(head.size, head.frontier);
  for (let from = head.size; from < wanted; from += 2000) {
    const rows = Array.from({ length: Math.min(2000, wanted - from) }, (_, i) => {
      const leaf = new TextEncoder().encode(`entry ${from + i}`);
      return {
        index: from + i,
        leaf,
        leafHash: leafHash(leaf),
        kind: 'pause' as const,
        subject: `fill:${from + i}`,
        record: null,
        owes: [],
      };
    });
    for (const row of rows) tree.append(row.leafHash);
    await temporary.store.log.append(from, rows, tree.frontier);
  }
  const restart = async (what: string) => {
    const at = performance.now();
    log = await openPublicLog(ports, parts);
    const opened = performance.now();
    await append();
    const first = performance.now();
    console.log(
      `${what}, ${wanted} leaves: open ${Math.round(opened - at)} ms, first entry cosigned ${Math.round(first - at)} ms`,
    );
    await log.tiles.idle();
    console.log(
      `  files there after ${Math.round(performance.now() - at)} ms, ${
        spawnSync('du', ['-sh', join(folder, 'log')])
          .stdout.toString()
          .split('\t')[0]
      }`,
    );
    await log.close();
  };
  await restart('start without files');
  await restart('restart');
}
await temporary.close();
for (const witness of witnesses) await witness.close();
await rm(folder, { recursive: true, force: true });
