import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket as Viewer, WebSocketServer } from 'ws';
import { ffmpegInput, type Peer, startChild, stopChild } from './peer.ts';

/** How far behind the newest sample the player stays, seconds. */
const CHASE_S = 0.15;

/** ffmpeg makes fMP4 of one picture a fragment; a WebSocket carries it into Media Source Extensions. A newcomer gets the newest group. */
export async function startMse(url: string): Promise<Peer> {
  const flags = 'frag_every_frame+empty_moov+default_base_moof';
  const args = [...ffmpegInput(url), ...`-copyts -f mp4 -movflags ${flags} -flush_packets 1 -`.split(' ')];
  const child = startChild('ffmpeg', args, 'pipe');
  const viewers = new Set<Viewer>();
  let head = Buffer.alloc(0);
  let group: Buffer[] = [];
  let begin = (): void => undefined;
  const begun = new Promise<void>((done) => {
    begin = done;
  });
  eachFragment(child.stdout as NodeJS.ReadableStream, (kind, fragment) => {
    if (kind === 'head') {
      head = Buffer.concat([head, fragment]);
      return;
    }
    group = kind === 'key' ? [fragment] : [...group, fragment];
    begin();
    for (const viewer of viewers) viewer.send(fragment);
  });
  await begun;
  const server = createServer((_request, response) => response.end('<!doctype html><video muted></video>'));
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (viewer) => {
    for (const part of [head, ...group]) viewer.send(part);
    viewers.add(viewer);
    viewer.on('close', () => viewers.delete(viewer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name: 'fMP4 over WebSocket into MSE',
    pids: [child.pid as number],
    async open(page) {
      await page.goto(`http://${at}/`);
      return page.evaluate(playMse, { address: `ws://${at}/`, chaseS: CHASE_S });
    },
    async close() {
      await stopChild(child);
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Splits what the muxer writes: `ftyp` and `moov`, then a `moof` with its `mdat` for each picture. */
function eachFragment(
  stream: NodeJS.ReadableStream,
  take: (kind: 'head' | 'key' | 'other', bytes: Buffer) => void,
): void {
  let rest = Buffer.alloc(0);
  let moof = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 8 && rest.length >= rest.readUInt32BE(0)) {
      const size = rest.readUInt32BE(0);
      const box = rest.subarray(0, size);
      const type = box.toString('latin1', 4, 8);
      rest = rest.subarray(size);
      if (type === 'moof') moof = box;
      else if (type === 'mdat') take(hasKey(box.subarray(8)) ? 'key' : 'other', Buffer.concat([moof, box]));
      else if (type === 'ftyp' || type === 'moov') take('head', box);
    }
  });
}

/** Whether one of these units, each behind its length, is of an IDR picture. */
function hasKey(units: Buffer): boolean {
  for (let at = 0; at + 5 <= units.length; at += 4 + units.readUInt32BE(at))
    if (((units[at + 4] ?? 0) & 31) === 5) return true;
  return false;
}

function playMse({ address, chaseS }: { address: string; chaseS: number }): Promise<number> {
  const start = performance.now();
  globalThis.ages = [];
  const video = document.querySelector('video') as HTMLVideoElement;
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  return new Promise((resolve, reject) => {
    video.addEventListener('error', () => reject(new Error(video.error?.message)));
    source.addEventListener('sourceopen', () => {
      const queue: ArrayBuffer[] = [];
      let buffer: SourceBuffer | undefined;
      const feed = (): void => {
        const next = buffer?.updating ? undefined : queue.shift();
        if (next !== undefined) buffer?.appendBuffer(next);
      };
      const socket = new WebSocket(address);
      socket.binaryType = 'arraybuffer';
      const sent = new Map<number, number>();
      const placeOf = (bytes: Uint8Array, name: string): number =>
        bytes.findIndex((_, i) => [...name].every((letter, n) => bytes[i + n] === letter.charCodeAt(0)));
      let timescale = 1;
      // A fragment is one picture: when it is shown stands in `tfdt`, when the source sent it in its SEI.
      const note = (bytes: Uint8Array): void => {
        const view = new DataView(bytes.buffer);
        const header = placeOf(bytes, 'mdhd');
        if (header >= 0) timescale = view.getUint32(header + (view.getUint8(header + 4) === 1 ? 24 : 16));
        const at = placeOf(bytes, 'tfdt');
        const mark = placeOf(bytes, '\u007c\u001f\u000e\u006a\u005b');
        if (at < 0 || mark < 0) return;
        const shown =
          view.getUint8(at + 4) === 1 ? Number(view.getBigUint64(at + 8)) : view.getUint32(at + 8);
        const plain: number[] = [];
        for (let i = mark; plain.length < 24; i++)
          if (!(bytes[i] === 3 && bytes[i - 1] === 0 && bytes[i - 2] === 0)) plain.push(bytes[i] ?? 0);
        const sentUs = new DataView(new Uint8Array(plain).buffer).getBigUint64(16);
        sent.set(Math.round((shown / timescale) * 1000), Number(sentUs) / 1000);
      };
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        note(new Uint8Array(data));
        if (buffer === undefined) {
          const bytes = new Uint8Array(data);
          // The configuration record behind its name: version, then the three bytes that name the profile.
          const at = placeOf(bytes, 'avcC');
          const codec = [5, 6, 7].map((i) => (bytes[at + i] ?? 0).toString(16).padStart(2, '0')).join('');
          buffer = source.addSourceBuffer(`video/mp4; codecs="avc1.${codec}"`);
          buffer.addEventListener('updateend', () => {
            const { buffered } = video;
            const end = buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
            if (end - video.currentTime > chaseS * 2) video.currentTime = end - chaseS;
            if (video.paused) void video.play();
            feed();
          });
        }
        queue.push(data);
        feed();
      };
      const painted = (now: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
        if (globalThis.ages.length === 0) resolve(performance.now() - start);
        const sentAt = sent.get(Math.round(mediaTime * 1000)) ?? Number.NaN;
        globalThis.ages.push(performance.timeOrigin + now - sentAt);
        video.requestVideoFrameCallback(painted);
      };
      video.requestVideoFrameCallback(painted);
    });
  });
}
