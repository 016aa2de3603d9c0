/**
 * What reading main streams costs a gateway: CPU and memory a stream, and WebCrypto's p99 beside them; its peer in the
 * same run is `ffmpeg -c copy -f null`, a process a stream. The cameras are the town's (flat pictures of about
 * 150 kbit/s, or one of GStreamer's at 1.5 Mbit/s, which keeps up with some 20 clients), in another process. Not shown:
 * the cost of sealing and sending, and of a real network.
 * With `h265` the peer is H.264 of the same picture and bit rate, of the same server in the same run.
 * Usage: npx tsx --conditions=source bench/ingest.ts [streams, 50] [seconds a window, 8] [windows, 5] [town|gstreamer|h265]
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StreamTarget } from '@porchlight/media';
import type { Ask, Figures } from './ingest-worker.ts';
import { printRows, single } from './support/figures.ts';

const STREAMS = Number(process.argv[2] ?? 50);
const WINDOW_MS = Number(process.argv[3] ?? 8) * 1000;
const WINDOWS = Number(process.argv[4] ?? 5);
const SOURCE = process.argv[5] ?? 'town';
const PEERS = Math.min(STREAMS, 12);
/** Linux counts process times in hundredths of a second. */
const TICK_US = 10_000;
const FPS = 15;

interface Served {
  readonly port: number;
  readonly users: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
}

const started: ChildProcess[] = [];
const keep = (child: ChildProcess): ChildProcess => {
  started.push(child);
  return child;
};
const start = (file: string, ...flags: string[]): ChildProcess =>
  keep(fork(new URL(file, import.meta.url), [], { execArgv: [...process.execArgv, ...flags] }));

async function ask<T>(child: ChildProcess, message: Ask): Promise<T> {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer as T;
}

/** GStreamer's server encodes one picture for all its clients. */
async function foreignTargets(...mounts: readonly string[]): Promise<StreamTarget[][]> {
  const script = fileURLToPath(new URL('../packages/media/test-assets/gst-rtsp-server.py', import.meta.url));
  const server = keep(spawn('/usr/bin/python3', [script], { stdio: ['ignore', 'pipe', 'inherit'] }));
  const [line] = await once(server.stdout as NodeJS.ReadableStream, 'data');
  // It goes on to tell of each set-up.
  server.stdout?.resume();
  const port = Number(String(line).split('\n')[0]);
  return mounts.map((mount) => {
    const url = `rtsp://127.0.0.1:${port}${mount}`;
    return Array.from({ length: STREAMS }, () => ({ url, username: 'camera', password: 'secret' }));
  });
}

async function townTargets(): Promise<StreamTarget[]> {
  const [served] = (await once(start('town-server.ts'), 'message')) as [Served];
  return targetsOf(served);
}

function targetsOf({ port, users, paths }: Served): StreamTarget[] {
  const mains = paths.filter((path) => path.endsWith('/main'));
  return Array.from({ length: STREAMS }, (_, i) => {
    const path = mains[i % mains.length] as string;
    const username = path.split('/')[1] as string;
    return { url: `rtsp://127.0.0.1:${port}${path}`, username, password: users[username] ?? '' };
  });
}

const share = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};
const round = (value: number, digits = 3): number => Number(value.toFixed(digits));

/** Percent of a core a stream, one value a window. */
async function windows(cpuUs: () => Promise<number>, streams: number): Promise<number[]> {
  const values: number[] = [];
  let before = await cpuUs();
  let at = performance.now();
  for (let i = 0; i < WINDOWS; i++) {
    await sleep(WINDOW_MS);
    const after = await cpuUs();
    const now = performance.now();
    values.push(((after - before) / ((now - at) * 1000) / streams) * 100);
    before = after;
    at = now;
  }
  return values;
}

async function measureOurs(targets: StreamTarget[]) {
  const worker = start('ingest-worker.ts', '--expose-gc');
  const figures = (collect: boolean) => ask<Figures>(worker, { ask: 'figures', collect });
  const idleCrypto = await ask<number[]>(worker, { ask: 'crypto', calls: 300 });
  const empty = await figures(true);
  await ask<Figures>(worker, { ask: 'open', targets });
  await sleep(6000);
  const first = await figures(false);
  const from = performance.now();
  const cpu = await windows(async () => (await figures(false)).cpuUs, STREAMS);
  const seconds = (performance.now() - from) / 1000;
  const before = await figures(false);
  const last = await figures(true);
  const crypto = await ask<number[]>(worker, { ask: 'crypto', calls: 1000 });
  worker.kill();
  return {
    live: last.live,
    cpuMedian: round(share(cpu, 0.5)),
    cpuP95: round(share(cpu, 0.95)),
    mbAStream: round((before.rssBytes - empty.rssBytes) / 1e6 / STREAMS, 2),
    heldMbAStream: round((last.heldBytes - empty.heldBytes) / 1e6 / STREAMS, 2),
    kbitAStream: Math.round(((before.bytes - first.bytes) * 8) / 1000 / seconds / STREAMS),
    picturesOfExpected: round((before.units - first.units) / (seconds * FPS * STREAMS), 4),
    cryptoIdleP99Ms: round(share(idleCrypto, 0.99), 2),
    cryptoMedianMs: round(share(crypto, 0.5), 2),
    cryptoP99Ms: round(share(crypto, 0.99), 2),
  };
}

/** User and system time of a process, from /proc. */
function processUs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

async function measurePeer(targets: StreamTarget[]) {
  const pids = targets.slice(0, PEERS).map(({ url, username, password }) => {
    const address = url.replace('//', `//${username}:${password}@`);
    const child = keep(
      spawn('ffmpeg', `-v quiet -nostdin -rtsp_transport tcp -i ${address} -c copy -f null -`.split(' ')),
    );
    child.on('error', () => undefined);
    return child.pid;
  });
  if (pids.some((pid) => pid === undefined)) return undefined;
  await sleep(6000);
  const cpu = await windows(
    async () => pids.reduce((sum: number, pid) => sum + processUs(pid as number), 0),
    PEERS,
  );
  const rss = pids.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096);
  return {
    cpuMedian: round(share(cpu, 0.5)),
    cpuP95: round(share(cpu, 0.95)),
    mbAStream: round(share(rss, 0.5) / 1e6, 1),
  };
}

const one = (median: number, p95: number) => ({ n: WINDOWS, median, p95, p99: p95, max: p95 });

function expectPictures(part: number): void {
  if (part >= 0.99) return;
  console.log(`Only ${part * 100} % of the pictures came: these figures say nothing.`);
  process.exitCode = 1;
}

/** Bytes cost, whatever the codec: both are asked for the same bit rate, and the title tells what came. */
async function compareCodecs(): Promise<void> {
  const [h264 = [], h265 = []] = await foreignTargets('/detail', '/h265-detail');
  const peer = await measureOurs(h264);
  const ours = await measureOurs(h265);
  const title = `${STREAMS} streams of H.265 (${ours.kbitAStream} kbit/s each); peer H.264 (${peer.kbitAStream} kbit/s)`;
  const cpu = { ...one(ours.cpuMedian, ours.cpuP95), peer: peer.cpuMedian };
  printRows('ingest-h265', title, [
    { what: 'processor a stream, % of a core', ...cpu, gate: '≤ 0.25' },
    { what: 'H.265 over H.264, processor', ...single(ours.cpuMedian / peer.cpuMedian), gate: '≤ 1.2' },
    { what: 'memory a stream, MB', ...single(ours.mbAStream), gate: '≤ 1', peer: peer.mbAStream },
    {
      what: 'of it in use after a collection',
      ...single(ours.heldMbAStream),
      gate: '–',
      peer: peer.heldMbAStream,
    },
  ]);
  expectPictures(Math.min(ours.picturesOfExpected, peer.picturesOfExpected));
}

async function compareWithFfmpeg(): Promise<void> {
  const [foreign] = SOURCE === 'gstreamer' ? await foreignTargets('/detail') : [];
  const targets = foreign ?? (await townTargets());
  const ours = await measureOurs(targets);
  const peer = await measurePeer(targets);
  printRows(
    'ingest',
    `${STREAMS} main streams (${SOURCE}, ${ours.kbitAStream} kbit/s each); peer ffmpeg -c copy`,
    [
      {
        what: 'processor a stream, % of a core',
        ...one(ours.cpuMedian, ours.cpuP95),
        gate: '≤ 0.25',
        peer: peer?.cpuMedian,
      },
      { what: 'memory a stream, MB', ...single(ours.mbAStream), gate: '≤ 1', peer: peer?.mbAStream },
      { what: 'of it in use after a collection', ...single(ours.heldMbAStream), gate: '–' },
      { what: 'WebCrypto p99 beside it, ms', ...single(ours.cryptoP99Ms), gate: '≤ 10' },
    ],
  );
  expectPictures(ours.picturesOfExpected);
}

try {
  await (SOURCE === 'h265' ? compareCodecs() : compareWithFfmpeg());
} finally {
  for (const child of started) child.kill();
}
