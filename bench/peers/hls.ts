import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type Hls from 'hls.js';
import { ffmpegInput, type Peer, startChild, stopChild } from './peer.ts';

const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js');

/** ffmpeg writes segments of a second (in fact of a group of pictures); hls.js plays the newest. */
export async function startHls(url: string): Promise<Peer> {
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-hls-'));
  const options = '-f hls -hls_time 1 -hls_list_size 5 -hls_flags delete_segments+program_date_time';
  const child = startChild(
    'ffmpeg',
    [...ffmpegInput(url), ...options.split(' '), join(dir, 'live.m3u8')],
    'ignore',
  );
  const server = createServer(async (request, response) => {
    const name = basename(request.url ?? '');
    if (name === '')
      return void response.end('<!doctype html><video muted></video><script src="hls.js"></script>');
    const file = name === 'hls.js' ? HLS_JS : join(dir, name);
    const body = await readFile(file).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, { 'cache-control': 'no-store' }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const listed = async (): Promise<boolean> => (await fetch(`${address}live.m3u8`)).ok;
  while (!(await listed())) await new Promise((later) => setTimeout(later, 200));
  return {
    name: 'ffmpeg HLS, hls.js',
    pids: [child.pid as number],
    async open(page) {
      await page.goto(address);
      return page.evaluate(playHls, `${address}live.m3u8`);
    },
    async close() {
      await stopChild(child);
      server.closeAllConnections();
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function playHls(address: string): Promise<number> {
  const start = performance.now();
  globalThis.ages = [];
  const { Hls: Player } = globalThis as unknown as { Hls: typeof Hls };
  const video = document.querySelector('video') as HTMLVideoElement;
  const hls = new Player({ lowLatencyMode: true, liveSyncDurationCount: 1, liveMaxLatencyDurationCount: 3 });
  hls.loadSource(address);
  hls.attachMedia(video);
  return new Promise((resolve) => {
    const painted = (now: number): void => {
      if (globalThis.ages.length === 0) resolve(performance.now() - start);
      const date = hls.playingDate?.getTime();
      globalThis.ages.push(date === undefined ? Number.NaN : performance.timeOrigin + now - date);
      video.requestVideoFrameCallback(painted);
    };
    video.requestVideoFrameCallback(painted);
    void video.play();
  });
}
