/**
 * The hub's relay over real sockets: one 720p stream (15 frames a second of 12 KB) to many viewers, one of them stalled,
 * then 400 reconnects. The peer in the same run: a bare loop of `ws` sends to as many sockets, without seats, order or
 * dropping. The viewers are another process on the same two cores; no network, no TLS.
 * Usage: npx tsx --conditions=source bench/relay.ts [viewers, 500] [seconds, 10]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { encodeFrameHeader } from '@porchlight/contract';
import type { CameraId, GatewayId, RequestId } from '@porchlight/domain';
import { WebSocket, WebSocketServer } from 'ws';
import { Relay } from '../packages/hub-core/src/relay/relay.ts';
import type { ViewerSink } from '../packages/hub-core/src/relay/viewer-sink.ts';
import { printRows, share, single, spreadOf, tenth } from './support/figures.ts';

const VIEWERS = Number(process.argv[2] ?? 500);
const SECONDS = Number(process.argv[3] ?? 10);
const FPS = 15;
const BYTES = 12_500;
const KEY_EVERY = 30;
const gatewayId = 'gw-1' as GatewayId;
const cameraId = 'cam-1' as CameraId;
const requestOf = (n: number) => n.toString(16).padStart(32, '0') as RequestId;

const relay = new Relay({ monotonic: () => performance.now(), want: () => undefined, firstChannel: 1 });
const plain = new Set<WebSocket>();
let shared = 0;
/** When the relay first kept a frame from the stalled viewer, ms after it stalled. */
const stalled = { at: 0, sent: 0, lastSent: 0 };

const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
server.on('connection', (socket, request) => {
  const [, kind, number = '0'] = (request.url ?? '').split('/');
  if (kind === 'plain') {
    plain.add(socket);
    socket.on('close', () => plain.delete(socket));
    return;
  }
  const requestId = requestOf(Number(number));
  shared = relay.open(requestId, cameraId, gatewayId, false).main;
  const sink = sinkOf(socket, Number(number) === 90_000);
  relay.watch(sink, requestId, [cameraId]);
  relay.want(sink, requestId, cameraId, { main: true, sub: false });
  socket.on('message', (data: Buffer) => {
    const { channel, received } = JSON.parse(String(data)) as { channel: number; received: number };
    relay.acknowledge(sink, channel, received);
  });
  socket.on('close', () => {
    relay.leave(sink);
    relay.close(requestId, cameraId);
  });
});

function sinkOf(socket: WebSocket, watched: boolean): ViewerSink {
  return {
    send: (message) => {
      if (watched) {
        stalled.sent += 1;
        stalled.lastSent = performance.now();
      }
      if (socket.readyState === WebSocket.OPEN) socket.send(message, { binary: true, compress: false });
    },
    tell: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    terminate: () => socket.terminate(),
  };
}

function frame(n: number, channel: number): Uint8Array {
  const message = Buffer.alloc(BYTES);
  message.set(
    encodeFrameHeader({
      type: 'frame',
      key: n % KEY_EVERY === 0,
      discardable: false,
      masked: false,
      catchUp: false,
      codec: 'h264',
      stream: 'main',
      channel,
      captureUs: 1,
    }),
  );
  message.writeDoubleBE(performance.timeOrigin + performance.now(), 16);
  return message;
}

/** Sends for so many seconds; the processor time it took, in % of a core. */
async function play(seconds: number, send: (n: number) => void): Promise<number> {
  const before = process.cpuUsage();
  const started = performance.now();
  for (let n = 0; n < seconds * FPS; n++) {
    send(n);
    if (n % FPS === 0) relay.tick();
    const wait = started + ((n + 1) * 1000) / FPS - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1000 / (performance.now() - started)) * 100;
}

const viewers = fork(new URL('./relay-viewers.ts', import.meta.url), { execArgv: process.execArgv });
const ask = async (message: Record<string, unknown>): Promise<Record<string, unknown>> => {
  const answer = once(viewers, 'message');
  viewers.send(message);
  return (await answer)[0] as Record<string, unknown>;
};
/** The server has seen every socket close. */
async function emptied(): Promise<void> {
  while (server.clients.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
const delays = async () => (await ask({ collect: true }))['delays'] as number[];
const base = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
const descriptors = () => readdirSync('/proc/self/fd').length;
const rss = () => process.memoryUsage.rss() / 2 ** 20;
await ask({ open: VIEWERS, url: `${base}/plain` });
const plainFrame = (n: number) => {
  const message = frame(n, 1);
  for (const socket of plain) socket.send(message, { binary: true, compress: false });
};
await play(2, plainFrame);
await delays();
const plainCpu = await play(SECONDS, plainFrame);
const plainDelays = await delays();
await ask({ close: true });

const memoryBefore = rss();
await ask({ open: VIEWERS, url: `${base}/seat` });
const relayed = (n: number) => void relay.fromGateway(gatewayId, frame(n, shared));
await play(2, relayed);
await delays();
const cpu = await play(SECONDS, relayed);
const relayDelays = await delays();
const memory = rss() - memoryBefore;

await ask({ open: 1, from: 90_000, url: `${base}/seat`, stall: true });
stalled.at = performance.now();
await play(SECONDS, relayed);
const besideStalled = await delays();
await ask({ close: true });

await emptied();
const before = { fds: descriptors(), rss: rss() };
await ask({ churn: 400, url: `${base}/seat` });
await emptied();
globalThis.gc?.();
const grown = { fds: descriptors() - before.fds, rss: rss() - before.rss };

const baseline = share(relayDelays, 0.99);
printRows('relay', `one stream to ${VIEWERS} viewers, ${SECONDS} s; peer: bare ws sends`, [
  { what: 'processor, % of a core', ...single(cpu), gate: '≤ 15', peer: plainCpu },
  {
    what: 'frame sent → received, ms',
    ...spreadOf(relayDelays),
    gate: 'p99 ≤ 15',
    peer: share(plainDelays, 0.5),
  },
  { what: 'memory for them, MB', ...single(Math.max(0, memory)), gate: '≤ 150' },
  {
    what: 'a stalled viewer gets nothing more after, ms',
    ...single(stalled.lastSent - stalled.at),
    gate: '≤ 1000',
  },
  {
    what: 'others beside it (gate: twice their p99 before), ms',
    ...spreadOf(besideStalled),
    gate: `p99 ≤ ${tenth(2 * baseline)}`,
  },
  { what: '400 reconnects: memory grown, MB', ...single(Math.max(0, grown.rss)), gate: '≤ 20' },
  { what: '400 reconnects: descriptors grown', ...single(grown.fds), gate: '≤ 0' },
]);
viewers.disconnect();
server.close();
for (const socket of server.clients) socket.terminate();
