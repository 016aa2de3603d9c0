import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpegInput, type Peer, startChild, stopChild } from './peer.ts';

const HTTP_PORT = 18_088;
const RTP_PORT = 15_004;

/**
 * Debian's Janus with one RTP mountpoint. Its own RTSP client takes streams over UDP only, so ffmpeg hands it the packets; both
 * are counted. A newcomer gets the buffered key frame. Undefined where Janus is not installed.
 */
export async function startJanus(url: string): Promise<Peer> {
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-janus-'));
  await writeConfig(dir);
  const janus = startChild('janus', ['-F', dir, '-d', '2', '-N', '-L', join(dir, 'log')], 'ignore');
  const base = `http://127.0.0.1:${HTTP_PORT}/janus`;
  const up = (): Promise<boolean> =>
    fetch(`${base}/info`).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await up())) await new Promise((later) => setTimeout(later, 100));
  const output = `-bsf:v dump_extra -f rtp -payload_type 96 rtp://127.0.0.1:${RTP_PORT}?pkt_size=1200`;
  const ffmpeg = startChild('ffmpeg', [...ffmpegInput(url), ...output.split(' ')], 'ignore');
  await new Promise((later) => setTimeout(later, 4000));
  const server = createServer((_request, response) => response.end('<!doctype html><video muted></video>'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    name: 'Janus, WebRTC',
    pids: [janus.pid as number, ffmpeg.pid as number],
    async open(page) {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      return page.evaluate(playJanus, base);
    },
    async close() {
      await stopChild(ffmpeg);
      await stopChild(janus);
      server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function writeConfig(dir: string): Promise<void> {
  const text = (name: string, content: string): Promise<void> => writeFile(join(dir, name), content);
  await text(
    'janus.jcfg',
    'general: { admin_secret = "none" }\nmedia: { }\nnat: { ice_ignore_list = "vmnet" }\nplugins: { }\ntransports: { disable = "libjanus_websockets.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }\nevents: { broadcast = false }\n',
  );
  await text(
    'janus.transport.http.jcfg',
    `general: { json = "compact", base_path = "/janus", http = true, port = ${HTTP_PORT}, ip = "127.0.0.1", https = false }\nadmin: { admin_http = false }\n`,
  );
  await text(
    'janus.plugin.streaming.jcfg',
    `camera: { type = "rtp", id = 1, audio = false, video = true, videoport = ${RTP_PORT}, videoiface = "lo", videopt = 96, videocodec = "h264", videofmtp = "profile-level-id=42e01f;packetization-mode=1", videobufferkf = true }\n`,
  );
}

async function playJanus(base: string): Promise<number> {
  const start = performance.now();
  globalThis.ages = [];
  const send = async (path: string, body: object): Promise<{ data?: { id: number } }> => {
    const transaction = Math.random().toString(36).slice(2);
    const answer = await fetch(`${base}${path}`, {
      method: 'POST',
      body: JSON.stringify({ transaction, ...body }),
    });
    return (await answer.json()) as { data?: { id: number } };
  };
  const session = `/${(await send('', { janus: 'create' })).data?.id}`;
  const plugin = { janus: 'attach', plugin: 'janus.plugin.streaming' };
  const handle = `${session}/${(await send(session, plugin)).data?.id}`;
  await send(handle, { janus: 'message', body: { request: 'watch', id: 1 } });
  let offer: RTCSessionDescriptionInit | undefined;
  while (offer === undefined) {
    const events = (await (await fetch(`${base}${session}?maxev=5`)).json()) as
      | { jsep?: RTCSessionDescriptionInit }
      | { jsep?: RTCSessionDescriptionInit }[];
    offer = (Array.isArray(events) ? events : [events]).find((event) => event.jsep)?.jsep;
  }
  const peer = new RTCPeerConnection();
  const video = document.querySelector('video') as HTMLVideoElement;
  // When the source sent a picture stands in it (SEI); the worker reads it by the picture's RTP time.
  const code = `onrtctransform = ({ transformer: { readable, writable } }) => readable.pipeThrough(new TransformStream({
    transform(frame, out) {
      const bytes = new Uint8Array(frame.data);
      const id = [0x7c, 0x1f, 0x0e, 0x6a, 0x5b, 0x93, 0x4d, 0xd2];
      const at = bytes.subarray(0, 1024).findIndex((_, i) => id.every((byte, n) => bytes[i + n] === byte));
      const plain = [];
      for (let i = at; at >= 0 && plain.length < 24; i++)
        if (!(bytes[i] === 3 && bytes[i - 1] === 0 && bytes[i - 2] === 0)) plain.push(bytes[i]);
      if (at >= 0) postMessage([frame.getMetadata().rtpTimestamp ?? frame.timestamp, Number(new DataView(new Uint8Array(plain).buffer).getBigUint64(16)) / 1000]);
      out.enqueue(frame);
    },
  })).pipeTo(writable);`;
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  const sent = new Map<number, number>();
  worker.onmessage = ({ data: [at, ms] }: MessageEvent<[number, number]>) => void sent.set(at, ms);
  return new Promise((resolve) => {
    const painted = (now: number, { rtpTimestamp = -1 }: VideoFrameCallbackMetadata): void => {
      if (globalThis.ages.length === 0) resolve(performance.now() - start);
      globalThis.ages.push(performance.timeOrigin + now - (sent.get(rtpTimestamp) ?? Number.NaN));
      video.requestVideoFrameCallback(painted);
    };
    video.requestVideoFrameCallback(painted);
    peer.ontrack = ({ track, receiver }) => {
      receiver.transform = new RTCRtpScriptTransform(worker);
      video.srcObject = new MediaStream([track]);
      void video.play();
    };
    peer.onicecandidate = ({ candidate }) =>
      void send(handle, { janus: 'trickle', candidate: candidate ?? { completed: true } });
    void (async () => {
      await peer.setRemoteDescription(offer);
      const answer = await peer.createAnswer();
      await peer.setLocalDescription(answer);
      await send(handle, { janus: 'message', body: { request: 'start' }, jsep: answer });
    })();
  });
}
