import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cosigner } from '@porchlight/hub-core';
import { pauseLeaf } from '@porchlight/statements/leaf';
import { makeProgramme, TEST_NOW } from '@porchlight/testkit';
import {
  formatLogProof,
  openCheckpoint,
  parsePolicy,
  proveInclusion,
  TileReader,
} from '@porchlight/translog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildForeignReader, serveAltered } from '../test/foreign-reader.ts';
import { playedWitness } from '../test/played-witness.ts';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

let hub: TestHub;
let policyText: string;
const servers: Server[] = [];

/** A witness over HTTP; its parts are known once the programme is made. */
async function startWitness(played: () => Cosigner | undefined): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const answer = await played()?.addCheckpoint(new Uint8Array(Buffer.concat(parts)));
    if (answer?.kind === 'conflict') return response.writeHead(409).end(`${answer.size}\n`);
    if (answer?.kind !== 'signatures') return response.writeHead(422).end();
    return response.end(answer.lines);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

beforeAll(async () => {
  let witnesses: readonly Cosigner[] = [];
  const witnessUrls = [await startWitness(() => witnesses[0]), await startWitness(() => witnesses[1])];
  const made = await makeProgramme({ synthetic: true, witnessUrls });
  const clock = { now: () => TEST_NOW, monotonic: () => performance.now() };
  const { log } = made.logKeys;
  witnesses = await Promise.all(
    made.logKeys.witnesses.map((signer) => playedWitness(signer, log.key, clock)),
  );
  policyText = made.logKeys.policy(witnessUrls);
  hub = await startTestHub(made, TEST_NOW);
});
afterAll(async () => {
  await hub.close();
  for (const server of servers) server.close().closeAllConnections();
});

const ensure = (n: number) =>
  hub.hub.publicLog.writer.ensure(`pause:${n}`, async () => {
    const statement = { v: 1, kind: 'pause', programme: 'test', sequence: n + 1, state: 'paused' };
    const hash = Buffer.alloc(32, n).toString('base64url');
    return { leaf: pauseLeaf({ statement, hash } as never), record: null };
  });

/** A file as a browser on another site gets it. */
async function get(path: string): Promise<{ bytes: Uint8Array; headers: Headers } | null> {
  const answer = await fetch(`${hub.server.url}/log/${path}`, {
    headers: { origin: 'https://elsewhere.example' },
  });
  if (answer.status === 404) return null;
  expect(answer.status).toBe(200);
  return { bytes: new Uint8Array(await answer.arrayBuffer()), headers: answer.headers };
}

it('serves a log that a stranger verifies from its address and the policy alone, and the same as files', async () => {
  await Promise.all(Array.from({ length: 300 }, (_, n) => ensure(n % 250)));
  const read = parsePolicy(new TextEncoder().encode(policyText));
  if (read.kind !== 'policy') throw new Error(read.problem);
  const checkpoint = (await get('checkpoint'))?.bytes ?? new Uint8Array();
  const verdict = await openCheckpoint(checkpoint, read.policy);
  if (verdict.kind !== 'trusted') throw new Error(verdict.kind);
  expect(verdict.cosigners).toHaveLength(2);
  await hub.hub.publicLog.tiles.idle();
  const overHttp = async (path: string) => (await get(path))?.bytes ?? null;
  const asFiles = async (path: string) =>
    new Uint8Array(await readFile(join(hub.stateDir, 'log', path)).catch(() => Buffer.alloc(0)));
  for (const from of [overHttp, asFiles]) {
    const opened = await TileReader.open(verdict.checkpoint, from);
    if (opened.kind !== 'reader') throw new Error(opened.path);
    const bundle = await opened.reader.readBundle(0);
    expect(bundle).toMatchObject({ kind: 'entries', entries: { length: 253 } });
  }
});

it('lets full tiles be kept for ever, the checkpoint never, from any site, and serves nothing else', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, n) => ensure(250 + n)));
  const cached = async (path: string) => (await get(path))?.headers.get('cache-control');
  expect(await cached('checkpoint')).toBe('no-cache');
  expect(await cached('tile/0/000')).toBe('public, max-age=31536000, immutable');
  expect(await cached('tile/entries/001.p/4')).toBe('public, max-age=60');
  const headers = (await get('tile/0/000'))?.headers;
  expect(headers?.get('access-control-allow-origin')).toBe('*');
  expect(headers?.get('cross-origin-resource-policy')).toBe('cross-origin');
  for (const path of ['last-signed', 'tile/0/001.p/200', '..%2flast-signed', 'tile/00/000', ''])
    expect([path, await get(path)]).toEqual([path, null]);
});

describe('a reader made of other people’s libraries', () => {
  let folder: string;
  let readLog: Awaited<ReturnType<typeof buildForeignReader>>;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'porchlight-foreign-'));
    readLog = await buildForeignReader(folder);
    await writeFile(file('policy'), policyText);
    await writeFile(file('older'), (await get('checkpoint'))?.bytes ?? '');
    await Promise.all(Array.from({ length: 300 }, (_, n) => ensure(260 + n)));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('opens our checkpoint and cosignatures, and proves every entry, size and proof of ours', async () => {
    const checkpoint = (await get('checkpoint'))?.bytes ?? new Uint8Array();
    const { tree } = hub.hub.publicLog;
    const indices = [0, 1, 255, 256, 400, tree.size - 1];
    for (const index of indices) {
      const built = await proveInclusion(index, tree.size, tree);
      if (built.kind !== 'proof') throw new Error(built.path);
      const { proof } = built;
      await writeFile(file(`${index}.proof`), formatLogProof({ extra: undefined, index, proof, checkpoint }));
    }
    const options = ['-log', `${hub.server.url}/log`, '-policy', file('policy'), '-older', file('older')];
    const { said, code } = await readLog([...options, ...indices.map((n) => file(`${n}.proof`))]);
    expect([said.trim().split('\n'), code]).toEqual([
      [
        'checkpoint: 563 entries, signed by the log and 2 witnesses',
        'entries: 563 proved to the root',
        'sizes: 562 older trees proved consistent',
        'older checkpoint: its 263 entries are the first of this log',
        'proofs: 6 hold and are the ones this library makes',
      ],
      0,
    ]);
  });

  it.each([
    ['checkpoint', /invalid signature/],
    ['tile/0/000', /entry 0: invalid transparency proof/],
    ['tile/1/000.p/2', /downloaded inconsistent tile/],
    ['tile/entries/001', /entry 511/],
  ])('finds one bit turned in %s', async (path, sentence) => {
    const altered = await serveAltered(`${hub.server.url}/log`, path);
    const { code, said } = await readLog(['-log', altered.url, '-policy', file('policy')]);
    altered.close();
    expect([code, said]).toEqual([1, expect.stringMatching(sentence)]);
  });
});
