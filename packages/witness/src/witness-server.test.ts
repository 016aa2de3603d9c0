import { once } from 'node:events';
import { connect } from 'node:net';
import { MAX_ADD_CHECKPOINT_BYTES } from '@porchlight/translog';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryFiles, newSigner, PlayedLog } from './testing/played-log.ts';
import { makeWitnessState, openWitness } from './witness.ts';
import { type RunningWitness, startWitnessServer } from './witness-server.ts';

const log = new PlayedLog();
const key = newSigner('witness.example/a', 'cosignature');
const listen = { host: '127.0.0.1', port: 0 };
let files: MemoryFiles;
let server: RunningWitness;
let reports: string[];

beforeEach(async () => {
  files = new MemoryFiles();
  reports = [];
  await makeWitnessState(files);
  const witness = await openWitness({ state: files, key, logs: [log.signer.key], clock: Date.now });
  const limits = { headers: 100, request: 150, idle: 1000 };
  server = await startWitnessServer({ witness, listen, limits, report: ({ kind }) => reports.push(kind) });
  expect((await post(await log.body(0, 8))).status).toBe(200);
});
afterEach(() => server.close());

const post = (body: Uint8Array<ArrayBuffer> | string, path = '/add-checkpoint') =>
  fetch(`${server.url}${path}`, { method: 'POST', body });
const stranger = newSigner('log.example/town', 'ed25519');
const unknown = new PlayedLog('log.example/unknown');
const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** c2sp.org/tlog-witness, "add-checkpoint"; the witness has cosigned size 8. */
const CASES: readonly [string, number, RegExp, () => Promise<Uint8Array<ArrayBuffer> | string>][] = [
  ['growth with its proof', 200, /^— witness\.example\/a \S+\n$/, () => log.body(8, 13)],
  ['the same tree again', 200, /^— witness\.example\/a \S+\n$/, () => log.body(8, 8)],
  ['an old size below its own', 409, /^8\n$/, () => log.body(5, 13)],
  ['an old size of zero, to ask', 409, /^8\n$/, () => log.body(0, 13)],
  ['an old size above its own', 409, /^8\n$/, () => log.body(9, 13)],
  ['another root at its size', 422, /another root/, () => log.body(8, 8, 'forked')],
  ['growth of another tree', 422, /not consistent/, () => log.body(8, 13, 'forked')],
  [
    'growth without a proof',
    422,
    /./,
    async () => utf8(await log.body(8, 13)).replace(/\n[\s\S]*?\n\n/, '\n\n'),
  ],
  ['a signature by a stranger with its name', 403, /./, () => log.body(8, 13, 'true', stranger)],
  [
    'another text under the signature',
    403,
    /./,
    async () => utf8(await log.body(8, 13)).replace('\n13\n', '\n14\n'),
  ],
  ['another log', 404, /./, () => unknown.body(0, 3)],
  ['an old size above the checkpoint', 400, /./, () => log.body(14, 13)],
  ['no old size', 400, /./, async () => utf8(await log.body(8, 13)).replace('old 8\n', '')],
  [
    '64 hashes',
    400,
    /./,
    async () => utf8(await log.body(8, 13)).replace('old 8\n', `old 8\n${HASH.repeat(64)}`),
  ],
  ['nothing', 400, /./, async () => ''],
  ['more than a request can have', 413, /./, async () => 'x'.repeat(MAX_ADD_CHECKPOINT_BYTES + 1)],
];
const HASH = `${Buffer.alloc(32).toString('base64')}\n`;

describe('POST /add-checkpoint', () => {
  test.each(CASES)('%s: %i', async (_name, status, text, body) => {
    const kept = files.kept;
    const answer = await post(await body());
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(text)]);
    const type = status === 409 ? 'text/x.tlog.size' : 'text/plain; charset=utf-8';
    expect(answer.headers.get('content-type')).toBe(type);
    expect(files.kept - kept).toBe(status === 200 ? 1 : 0);
  });

  test('answers 500 without a signature when the tree cannot be stored, and /healthz tells until it can', async () => {
    files.fault = 'before';
    const answer = await post(await log.body(8, 13));
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('—')]);
    expect([(await fetch(`${server.url}/healthz`)).status, reports]).toEqual([503, ['not-stored']]);
    expect((await post(await log.body(8, 13))).status).toBe(200);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('answers no garbage with a signature or a server error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.webPath(), async (bytes, path) => {
        const body = new Uint8Array(bytes);
        for (const answer of [await post(body), await post(body, `/${path}`)]) {
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expect(answer.status).toBeLessThan(500);
          expect(await answer.text()).not.toContain('—');
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('other addresses are not found, other methods not allowed', async () => {
  const statusOf = async (method: string, path: string) =>
    (await fetch(server.url + path, { method })).status;
  expect(await statusOf('GET', '/add-checkpoint')).toBe(405);
  expect(await statusOf('POST', '/healthz')).toBe(405);
  expect(await statusOf('GET', '/')).toBe(404);
  expect(await statusOf('POST', '/add-checkpoint/x')).toBe(404);
  expect(await statusOf('HEAD', '/healthz')).toBe(200);
});

const SLOW = [
  ['headers', 'POST /add-checkpoint HTTP/1.1\r\nhost: w\r\n'],
  ['body', 'POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: 900\r\n\r\nold 8\n'],
] as const;
test.each(SLOW)(
  'a client that never ends its %s loses the connection, others are served',
  async (_what, start) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    socket.write(start);
    const closed = once(socket, 'close');
    let answer = '';
    socket.on('data', (text: string) => {
      answer += text;
    });
    expect((await post(await log.body(8, 13))).status).toBe(200);
    await closed;
    expect(answer).not.toContain('—');
  },
);

test('a body without a length is cut off at the limit', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  socket.write('POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ntransfer-encoding: chunked\r\n\r\n');
  const chunk = `1000\r\n${'x'.repeat(4096)}\r\n`;
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.write(chunk.repeat(Math.ceil(MAX_ADD_CHECKPOINT_BYTES / 4096) + 1));
  await closed;
  expect(Buffer.concat(parts).toString()).toMatch(/^HTTP\/1\.1 413 /);
});

test('an address in use is refused with a sentence', async () => {
  const witness = await openWitness({ state: files, key, logs: [log.signer.key], clock: Date.now });
  const taken = { host: '127.0.0.1', port: Number(new URL(server.url).port) };
  await expect(startWitnessServer({ witness, listen: taken })).rejects.toMatchObject({ code: 'address' });
});
