/**
 * A whole log verified, without openings: entries a second and the memory that takes, from files on this disk. The log is written
 * first: incident, request, outcome and close in turn. Beside it the same files read and hashed by node:crypto, without judging.
 * Usage: npx tsx --conditions=source bench/verify.ts [entries]
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readStatement } from '@porchlight/statements';
import { leafBytes, monthOf, opTagOf, publicLeaf, rosterLeaf } from '@porchlight/statements/leaf';
import { makeProgramme, TEST_NOW } from '@porchlight/testkit';
import {
  cosign,
  formatBundle,
  formatCheckpoint,
  formatNote,
  leafHash,
  signNote,
  TILE_WIDTH,
  TileDeriver,
  TreeHead,
  tilePath,
} from '@porchlight/translog';
import { verifyLog } from '@porchlight/verify';
import { folderTiles } from '@porchlight/verify/node';
import { printRows, single } from './support/figures.ts';

const ENTRIES = Number(process.argv[2] ?? 100_000);
const dir = await mkdtemp(join(tmpdir(), 'porchlight-bench-verify-'));
const made = await makeProgramme();
const programme = made.trust.root.programme;

/** Digests that differ with a number; what they stand for does not matter here. */
const digest = (n: number): string => createHash('sha256').update(String(n)).digest('base64url');
const FIXED = Array.from({ length: 16 }, (_, n) => digest(-n));
const [operator] = made.trust.roster?.statement.people ?? [];
const opTag = operator ? await opTagOf(operator, monthOf(TEST_NOW)) : '';

function entryAt(n: number, first: number): Uint8Array {
  const at = first + Math.floor((n - first) / 4) * 4;
  const v = 1 as const;
  switch ((n - first) % 4) {
    case 0:
      return leafBytes({
        v,
        kind: 'incident',
        programme,
        class: 'burglary',
        selfAttested: false,
        after: null,
        sd: [digest(n)],
      });
    case 1:
      return leafBytes({
        v,
        kind: 'request',
        programme,
        policy: made.policyHash,
        rosterEpoch: 1,
        incident: at,
        after: null,
        class: 'burglary',
        action: 'live',
        minutes: 20,
        approvals: 0,
        opTag,
        discloseBy: '2026-07-31',
        slots: FIXED,
        sd: [digest(n), ...FIXED.slice(0, 4)],
      });
    case 2:
      return leafBytes({ v, kind: 'outcome', programme, request: at + 1, slots: FIXED, sd: [digest(n)] });
    default:
      return leafBytes({ v, kind: 'incident-close', programme, incident: at, sd: [digest(n)] });
  }
}

async function papers(): Promise<Uint8Array[]> {
  const { root, programme: dates, policy, roster } = made.envelopes;
  const read = async <K extends 'root' | 'programme' | 'policy' | 'roster'>(kind: K, envelope: unknown) => {
    const one = await readStatement(kind, envelope);
    if (one.kind === 'refused') throw new Error(one.detail);
    return one.value;
  };
  return [
    leafBytes(publicLeaf('root', await read('root', root))),
    leafBytes(publicLeaf('programme', await read('programme', dates))),
    leafBytes(publicLeaf('policy', await read('policy', policy))),
    leafBytes(await rosterLeaf(await read('roster', roster))),
  ];
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  const file = join(dir, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
}

async function writeLog(): Promise<void> {
  const first = await papers();
  const head = new TreeHead();
  const deriver = new TileDeriver();
  for (let from = 0; from < ENTRIES; from += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, ENTRIES - from);
    const bundle = Array.from(
      { length: width },
      (_, n) => first[from + n] ?? entryAt(from + n, first.length),
    );
    const hashes = bundle.map(leafHash);
    for (const hash of hashes) head.append(hash);
    await put(tilePath({ level: 'entries', index: from / TILE_WIDTH, width }), formatBundle(bundle));
    for (const { tile, bytes } of deriver.append(hashes)) {
      const last = from + width >= ENTRIES;
      if (tile.width === TILE_WIDTH || last) await put(tilePath(tile), bytes);
    }
  }
  // Partial tiles of the last append are not all that the right edge needs: derive them anew from the frontier's tree.
  const { log, witnesses } = made.logKeys;
  const text = formatCheckpoint({ origin: log.key.name, size: head.size, root: head.root(), extensions: [] });
  const cosigned = await Promise.all(
    witnesses.map((witness) => cosign(text, Math.floor(TEST_NOW / 1000), witness)),
  );
  await put('checkpoint', formatNote({ text, signatures: [await signNote(text, log), ...cosigned] }));
}

/** The peer: the same bytes read and hashed, and nothing asked of them. */
async function hashAll(): Promise<void> {
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await walk(path);
      else
        createHash('sha256')
          .update(await readFile(path))
          .digest();
    }
  };
  await walk(join(dir, 'tile', 'entries'));
}

console.log(`writing ${ENTRIES.toLocaleString('en')} entries`);
await writeLog();
globalThis.gc?.();
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 100);
const started = performance.now();
const report = await verifyLog({ read: folderTiles(dir), root: made.envelopes.root, now: TEST_NOW });
const seconds = (performance.now() - started) / 1000;
clearInterval(watch);
const hashing = performance.now();
await hashAll();
const peer = (performance.now() - hashing) / 1000;
const failed = report.checks.filter(({ verdict }) => verdict !== 'PASS');
if (failed.length > 0)
  throw new Error(JSON.stringify(failed.map(({ name, findings }) => [name, findings[0]])));
printRows('verify', `verify ${ENTRIES.toLocaleString('en')} entries`, [
  {
    what: 'entries a second (peer: reading and hashing alone)',
    ...single(Math.round(ENTRIES / seconds)),
    gate: '≥ 5000',
    peer: ENTRIES / peer,
  },
  { what: 'peak memory, MB', ...single(peak / 1e6), gate: '≤ 512' },
]);
await rm(dir, { recursive: true, force: true });
