import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { publicLogPorts } from '@porchlight/hub-core';
import { exportPkcs8, fromBase64Url, generateEd25519 } from '@porchlight/statements';
import { pauseLeaf } from '@porchlight/statements/leaf';
import { makeProgramme, TEST_NOW } from '@porchlight/testkit';
import {
  cosign,
  decideAddCheckpoint,
  formatSignatureLine,
  formatVerifierKey,
  type NoteSigner,
  openCheckpoint,
  parseAddCheckpoint,
  parsePolicy,
  TileReader,
  type VerifierKey,
  verifierKey,
} from '@porchlight/translog';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHub, type TestHub } from './testing/test-hub.ts';

let hub: TestHub;
let policyText: string;
let stateDir: string;
const servers: Server[] = [];

async function newSigner(name: string, type: 'ed25519' | 'cosignature') {
  const { privateKey, key } = await generateEd25519();
  const sign = async (message: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message));
  const signer = { key: verifierKey(name, type, fromBase64Url(key.raw) ?? new Uint8Array()), sign };
  return { signer, pair: { raw: key.raw, pkcs8: await exportPkcs8(privateKey) } };
}

/** A witness in memory, over HTTP; answers its address. */
async function startWitness(signer: NoteSigner, log: VerifierKey): Promise<string> {
  let latest: { size: number; root: Uint8Array } | undefined;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const read = parseAddCheckpoint(new Uint8Array(Buffer.concat(parts)));
    if (read.kind === 'malformed') return response.writeHead(400).end();
    const decision = await decideAddCheckpoint(read, { keys: [log], latest });
    if (decision.kind === 'conflict') return response.writeHead(409).end(`${decision.size}\n`);
    if (decision.kind !== 'cosign') return response.writeHead(422).end();
    latest = decision.latest;
    const time = Math.floor(Date.now() / 1000);
    return response.end(formatSignatureLine(await cosign(read.note.text, time, signer)));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

beforeAll(async () => {
  const own = await newSigner('log.example/test', 'ed25519');
  const lines: string[] = [];
  for (const name of ['a', 'b']) {
    const { signer } = await newSigner(`witness.example/${name}`, 'cosignature');
    const url = await startWitness(signer, own.signer.key);
    lines.push(`witness ${name} ${formatVerifierKey(signer.key)} ${url}\n`);
  }
  policyText = `log ${formatVerifierKey(own.signer.key)}\n${lines.join('')}group both all a b\nquorum both\n`;
  const { root, programme, policy } = (await makeProgramme({ synthetic: true })).envelopes;
  const trust = { schema: 'porchlight/trust/v1', root, programme, policy } as const;
  hub = await startTestHub(trust, TEST_NOW, undefined, (dir) => {
    stateDir = dir;
    return publicLogPorts(policyText, own.pair, dir);
  });
});
afterAll(async () => {
  await hub.close();
  for (const server of servers) server.close().closeAllConnections();
});

const ensure = (n: number) =>
  hub.hub.publicLog?.writer.ensure(`pause:${n}`, async () => {
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
  await hub.hub.publicLog?.tiles.idle();
  const overHttp = async (path: string) => (await get(path))?.bytes ?? null;
  const asFiles = async (path: string) =>
    new Uint8Array(await readFile(join(stateDir, 'log', path)).catch(() => Buffer.alloc(0)));
  for (const from of [overHttp, asFiles]) {
    const opened = await TileReader.open(verdict.checkpoint, from);
    if (opened.kind !== 'reader') throw new Error(opened.path);
    const bundle = await opened.reader.readBundle(0);
    expect(bundle).toMatchObject({ kind: 'entries', entries: { length: 250 } });
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
