import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatVerifierKey } from '@porchlight/translog';
import { startWitness } from '@porchlight/witness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPublicLog, type PublicLog, publicLogPorts } from './public-log.ts';
import { entry, logParties, MemoryLogStore, movedClock, SILENT } from './testing/memory-log.ts';

type Answering = (forward: () => Promise<{ status: number; text: string }>) => RequestListener;

/** What a witness does to the hub; `forward` asks the real one behind it. */
const FAULTS: Record<string, Answering> = {
  'breaks off': () => (request) => request.socket.destroy(),
  'never answers': () => () => undefined,
  'answers slower than the hub waits': (forward) => async (_request, response) => {
    const { text } = await forward();
    for (const letter of text) {
      if (response.destroyed) return;
      response.write(letter);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    response.end();
  },
  'answers without end': () => (_request, response) => {
    const more = () => response.write('x'.repeat(8192), () => !response.destroyed && more());
    more();
  },
  'has a fault of its own': () => (_request, response) => response.writeHead(500).end(),
  'answers rubbish': () => (_request, response) => response.end('— a AAAAAAAA\n\u0000'),
  'gives the cosignature of an older tree': () => (_request, response) => response.end(older),
  'turns a bit of its cosignature': (forward) => async (_request, response) => {
    const { text } = await forward();
    const at = text.length - 20;
    response.end(`${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`);
  },
  'claims to have seen a larger tree': () => (_request, response) => response.writeHead(409).end('999999\n'),
};

let dir: string;
let log: PublicLog;
let witnesses: Awaited<ReturnType<typeof startWitness>>[];
const fronts: Server[] = [];
/** By number of the witness: what is wrong with it now. */
const wrong: (Answering | undefined)[] = [];
let older = '';
let entries = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-witness-faults-'));
  const { own } = await logParties();
  const vkey = formatVerifierKey(own.key);
  const listen = { host: '127.0.0.1', port: 0 };
  const start = (name: string) =>
    startWitness({ stateDir: join(dir, name), name, defaultName: name, listen, logs: [vkey] });
  witnesses = await Promise.all(['a', 'b', 'c'].map(start));
  const urls = await Promise.all(witnesses.map(({ url }, n) => startFront(n, url)));
  const lines = witnesses.map(({ key }, n) => `witness ${key.name} ${formatVerifierKey(key)} ${urls[n]}\n`);
  const policy = `log ${vkey}\n${lines.join('')}group two 2 a b c\nquorum two\n`;
  const ports = await publicLogPorts(policy, own.pair, dir);
  log = await openPublicLog(ports, { store: new MemoryLogStore(), clock: movedClock(), log: SILENT });
  await append();
});
afterAll(async () => {
  await log.close();
  for (const front of fronts) front.close().closeAllConnections();
  for (const witness of witnesses) await witness.close();
  await rm(dir, { recursive: true });
});

/** A witness's address as the hub knows it: the real one's answers, or the fault's. */
async function startFront(n: number, url: string): Promise<string> {
  const front = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const forward = async () => {
      const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: Buffer.concat(parts) });
      return { status: answer.status, text: await answer.text() };
    };
    const fault = wrong[n];
    if (fault) return fault(forward)(request, response);
    const { status, text } = await forward();
    if (n === 0 && status === 200 && older === '') older = text;
    return response.writeHead(status).end(text);
  });
  fronts.push(front);
  await new Promise<void>((go) => front.listen(0, '127.0.0.1', go));
  return `http://127.0.0.1:${(front.address() as { port: number }).port}`;
}

const append = () => log.writer.ensure(`entry:${entries}`, entry(entries++));

test.each(Object.entries(FAULTS))(
  'a witness that %s holds nothing up; a second lost one stops all until the first is well again',
  async (_name, fault) => {
    wrong[0] = fault;
    await append();
    await append();
    expect(log.sealer.state).toEqual({ kind: 'ok' });
    wrong[1] = FAULTS['breaks off'];
    let stands = false;
    const appended = append().then(() => {
      stands = true;
    });
    await expect.poll(() => log.sealer.state.kind, { timeout: 10_000 }).toBe('waiting');
    expect(stands).toBe(false);
    wrong[0] = undefined;
    await appended;
    wrong[1] = undefined;
    expect(log.sealer.state).toEqual({ kind: 'ok' });
  },
);
