import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  completeHash,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  leafHash,
  signNote,
  TreeHead,
  type TreeNode,
} from '@porchlight/translog';
import { startWitness } from '@porchlight/witness';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpCosigner } from './http-cosigner.ts';
import { logIdentity } from './log-identity.ts';
import { openPublicLog } from './public-log.ts';
import {
  entry,
  logParties,
  MemoryFolder,
  MemoryLogStore,
  movedClock,
  newSigner,
  SILENT,
} from './testing/memory-log.ts';
import { WitnessLink } from './witness-link.ts';

let dir: string;
let log: Awaited<ReturnType<typeof newSigner>>;
let running: Awaited<ReturnType<typeof startWitness>>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-real-witness-'));
  log = await newSigner('log.example/test', 'ed25519');
  running = await start();
});
afterEach(async () => {
  await running.close();
  await rm(dir, { recursive: true });
});

const start = (port = 0, vkey = formatVerifierKey(log.key)) =>
  startWitness({
    stateDir: join(dir, 'witness'),
    name: 'witness.example/real',
    defaultName: 'unused',
    listen: { host: '127.0.0.1', port },
    logs: [vkey],
  });

const leaves = (story: string) =>
  Array.from({ length: 40 }, (_, n) => leafHash(Buffer.from(`${story} ${n}`)));
const sourceOf = (story: string) => ({
  readHashes: async (nodes: readonly TreeNode[]) => ({
    kind: 'hashes' as const,
    hashes: nodes.map(({ level, index }) =>
      completeHash(leaves(story).slice(index * 2 ** level, (index + 1) * 2 ** level)),
    ),
  }),
});
const linkTo = (story = 'true') =>
  new WitnessLink(httpCosigner('real', running.key, running.url), sourceOf(story));

async function signed(size: number, story = 'true') {
  const checkpoint = { origin: log.key.name, size, root: rootOf(size, story), extensions: [] };
  const text = formatCheckpoint(checkpoint);
  return { checkpoint, text, note: formatNote({ text, signatures: [await signNote(text, log)] }) };
}

function rootOf(size: number, story: string): Uint8Array {
  const head = new TreeHead();
  for (const leaf of leaves(story).slice(0, size)) head.append(leaf);
  return head.root();
}

test('a real witness cosigns for a link, which learns its size by conflict after a restart of the hub', async () => {
  const link = linkTo();
  expect((await link.cosign(await signed(5))).kind).toBe('cosigned');
  expect((await link.cosign(await signed(13))).kind).toBe('cosigned');
  expect((await link.cosign(await signed(13))).kind).toBe('cosigned');
  expect((await linkTo().cosign(await signed(21))).kind).toBe('cosigned');
  expect(await linkTo().cosign(await signed(8))).toEqual({ kind: 'ahead', size: 21 });
});

test('a link catches up with a witness that lost a request, or an answer', async () => {
  const link = linkTo();
  expect((await link.cosign(await signed(5))).kind).toBe('cosigned');
  const port = Number(new URL(running.url).port);
  await running.close();
  expect((await link.cosign(await signed(8))).kind).toBe('failed');
  running = await start(port);
  // It has seen 5 only; another hub of the same log takes it to 13, whose answer this link never had.
  expect((await linkTo().cosign(await signed(13))).kind).toBe('cosigned');
  expect((await link.cosign(await signed(21))).kind).toBe('cosigned');
});

test('a real witness refuses a link that tells another story', async () => {
  expect((await linkTo().cosign(await signed(5))).kind).toBe('cosigned');
  for (const size of [5, 13])
    expect(await linkTo('forked').cosign(await signed(size, 'forked'))).toEqual({
      kind: 'failed',
      detail: 'refused: status 422',
    });
});

test('entries of a public log resolve with a real witness as the quorum', async () => {
  const { own } = await logParties();
  await running.close();
  running = await start(0, formatVerifierKey(own.key));
  const witness = formatVerifierKey(running.key);
  const policy = `log ${formatVerifierKey(own.key)}\nwitness real ${witness} ${running.url}\nquorum real\n`;
  const hub = await openPublicLog(
    {
      identity: await logIdentity(policy, own.pair),
      folder: new MemoryFolder(),
      cosigners: [httpCosigner('real', running.key, running.url)],
    },
    { store: new MemoryLogStore(), clock: movedClock(), log: SILENT },
  );
  const appended = await Promise.all([1, 2, 3].map((n) => hub.writer.ensure(`entry:${n}`, entry(n))));
  expect(appended.map(({ index }) => index)).toEqual([0, 1, 2]);
  await hub.close();
});
