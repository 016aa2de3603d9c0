import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLogKeys, TestLog, type TestLogKeys } from '@porchlight/testkit';
import {
  completeHash,
  formatAddCheckpoint,
  leafHash,
  parseSignatureLines,
  proveConsistency,
  verifyNote,
} from '@porchlight/translog';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSafeFolder } from './safe-file.ts';
import { serveWitness, type WitnessServer } from './serve-witness.ts';
import { Witness } from './witness.ts';
import { openWitnessKey } from './witness-key.ts';

const NOW = 1_780_000_000_000;
const NAME = 'witness.example/1';

let dir: string;
let keys: TestLogKeys;
let log: TestLog;
let now: number;
const servers: WitnessServer[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-witness-'));
  keys = await makeLogKeys();
  log = new TestLog(keys);
  now = NOW;
  for (let n = 0; n < 20; n++) log.appendBytes(new TextEncoder().encode(`entry ${n}`));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await rm(dir, { recursive: true, force: true });
});

async function openWitness(wrap = (folder: Awaited<ReturnType<typeof openSafeFolder>>) => folder) {
  const signer = await openWitnessKey(dir, NAME);
  const folder = wrap(await openSafeFolder(dir));
  const clock = { now: () => now, monotonic: () => now };
  return Witness.open({ signer, logs: [keys.log.key], folder, clock });
}

async function serve(witness: Witness, onFault = (error: unknown) => expect(error).toBeDefined()) {
  const server = await serveWitness(witness, { host: '127.0.0.1', port: 0 }, onFault);
  servers.push(server);
  return server.url;
}

/** What the log sends to move a witness from one size to another. */
async function body(from: number, to: number, lie: Parameters<TestLog['checkpoint']>[2] = {}, of = log) {
  const hashes = of.entries.map(leafHash);
  const source = {
    readHashes: async (nodes: readonly { level: number; index: number }[]) => ({
      kind: 'hashes' as const,
      hashes: nodes.map(({ level, index }) =>
        completeHash(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
      ),
    }),
  };
  const built = from === 0 || from >= to ? undefined : await proveConsistency(from, to, source);
  const proof = built?.kind === 'proof' ? built.proof : [];
  const note = new TextEncoder().encode(await of.checkpoint(NOW, to, { witnesses: [], ...lie }));
  return formatAddCheckpoint({ oldSize: from, proof, checkpoint: note });
}

const post = async (url: string, bytes: Uint8Array<ArrayBuffer>, path = '/add-checkpoint') => {
  const answer = await fetch(`${url}${path}`, { method: 'POST', body: bytes });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};

describe('add-checkpoint', () => {
  test('cosigns what grew, and the line verifies under its key', async () => {
    const witness = await openWitness();
    const url = await serve(witness);
    for (const [from, to] of [
      [0, 5],
      [5, 5],
      [5, 20],
    ] as const) {
      const answer = await post(url, await body(from, to));
      expect(answer.status).toBe(200);
      const lines = parseSignatureLines(answer.text);
      if (lines.kind === 'malformed') throw new Error(lines.problem);
      const text = (await log.checkpoint(NOW, to)).split('\n\n')[0];
      const verdict = await verifyNote({ text: `${text}\n`, signatures: lines.signatures }, [witness.key]);
      expect(verdict).toMatchObject({ kind: 'verified', signatures: [{ time: NOW / 1000 }] });
    }
    expect(witness.sizeOf(keys.log.key.name)).toBe(20);
  });

  test.each<[name: string, status: number, answer: () => Promise<Uint8Array<ArrayBuffer>>]>([
    ['an old size that is not the one cosigned last', 409, () => body(3, 20)],
    ['a smaller tree again', 409, () => body(0, 4)],
    ['another root at the same size', 422, () => body(5, 5, { root: new Uint8Array(32) })],
    ['a tree that is not consistent', 422, () => body(5, 20, { root: new Uint8Array(32) })],
    ['an old size larger than the new', 400, async () => new TextEncoder().encode(swapped(await body(5, 5)))],
    ['a log it does not watch', 404, async () => body(0, 5, {}, new TestLog(await renamed()))],
    ['a log key it does not know', 403, async () => body(5, 20, { by: (await makeLogKeys()).log })],
    ['rubbish', 400, async () => new TextEncoder().encode('old x\n\nnothing')],
  ])('answers %s with %i, and signs nothing', async (_name, status, make) => {
    const witness = await openWitness();
    const url = await serve(witness);
    expect((await post(url, await body(0, 5))).status).toBe(200);
    const answer = await post(url, await make());
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('—');
    if (status === 409) expect(answer).toMatchObject({ type: 'text/x.tlog.size', text: '5\n' });
    expect(witness.sizeOf(keys.log.key.name)).toBe(5);
  });

  const swapped = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replace('old 5', 'old 9');
  const renamed = async (): Promise<TestLogKeys> => {
    const other = await makeLogKeys();
    return { ...other, log: { ...other.log, key: { ...other.log.key, name: 'elsewhere.example/log' } } };
  };

  test('answers other paths, other methods and bodies that are too long by their status', async () => {
    const url = await serve(await openWitness());
    expect((await post(url, new Uint8Array(2), '/')).status).toBe(404);
    expect((await fetch(`${url}/add-checkpoint`)).status).toBe(405);
    expect((await post(url, new Uint8Array(4_000_000))).status).toBe(413);
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
  });

  test('of two requests from one size one is cosigned, and the other conflicts', async () => {
    const url = await serve(await openWitness());
    const answers = await Promise.all([6, 7, 8, 9].map(async (to) => post(url, await body(0, to))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  test('never crashes and never signs for random bytes', async () => {
    const witness = await openWitness();
    const start = await body(0, 5);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), torn(start)), async (bytes) => {
        const answer = await witness.addCheckpoint(bytes);
        expect(answer.status).not.toBe(200);
      }),
      { numRuns: 2000 },
    );
  });
});

/** A good request with one byte changed. */
function torn(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
    .map(([at, by]) => bytes.map((byte, n) => (n === at ? byte ^ by : byte)));
}

describe('what was cosigned', () => {
  test('is remembered over a restart: no second root of one size, no earlier time', async () => {
    const first = await openWitness();
    expect((await first.addCheckpoint(await body(0, 8))).status).toBe(200);
    now -= 5000_000;
    const again = await openWitness();
    expect(again.sizeOf(keys.log.key.name)).toBe(8);
    expect((await again.addCheckpoint(await body(0, 8))).status).toBe(409);
    expect((await again.addCheckpoint(await body(8, 8, { root: new Uint8Array(32) }))).status).toBe(422);
    const { body: line } = await again.addCheckpoint(await body(8, 9));
    const [signature] = (parseSignatureLines(line) as { signatures: { signature: Uint8Array }[] }).signatures;
    const time = new DataView((signature?.signature ?? new Uint8Array(8)).slice().buffer).getBigUint64(0);
    expect(Number(time)).toBe(NOW / 1000);
  });

  test('is not signed when it cannot be stored: 500, and the old size stands', async () => {
    let full = false;
    const witness = await openWitness((folder) => ({
      ...folder,
      write: (name, text) => (full ? Promise.reject(new Error('no space left')) : folder.write(name, text)),
    }));
    const faults: unknown[] = [];
    const url = await serve(witness, (error) => faults.push(error));
    expect((await post(url, await body(0, 5))).status).toBe(200);
    full = true;
    const answer = await post(url, await body(5, 9));
    expect(answer).toMatchObject({ status: 500, text: expect.not.stringContaining('—') });
    expect(faults).toHaveLength(1);
    full = false;
    expect((await post(url, await body(5, 9))).status).toBe(200);
  });

  test('stops the start when it cannot be read, with a sentence', async () => {
    await (await openWitness()).addCheckpoint(await body(0, 5));
    const file = (await readdir(dir)).find((name) => name.startsWith('latest-')) ?? '';
    await writeFile(join(dir, file), '{"size":');
    await expect(openWitness()).rejects.toMatchObject({
      code: 'state',
      message: expect.stringContaining('Restore it'),
    });
  });

  test('lies beside a key that others must not read, and that must be one', async () => {
    await openWitness();
    await chmod(join(dir, 'key.json'), 0o644);
    await expect(openWitness()).rejects.toMatchObject({
      code: 'key',
      message: expect.stringContaining('chmod 600'),
    });
    await chmod(join(dir, 'key.json'), 0o600);
    await writeFile(join(dir, 'key.json'), '{}');
    await expect(openWitness()).rejects.toMatchObject({ code: 'key' });
  });
});

test('a client that sends nothing does not keep the server from closing', async () => {
  const url = new URL(await serve(await openWitness()));
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => undefined);
  await new Promise((open) => socket.once('connect', open));
  const gone = new Promise((closed) => socket.once('close', closed));
  socket.write('POST /add-checkpoint HTTP/1.1\r\ncontent-length: 100\r\n\r\n');
  await servers.pop()?.close();
  await gone;
});
