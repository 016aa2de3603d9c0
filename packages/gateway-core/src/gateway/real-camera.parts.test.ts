import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CameraId } from '@porchlight/domain';
import { loadTownClips, type RtspServer, startRtspServer } from '@porchlight/town';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeViewer, type OpenedPicture } from '../../test/fake-viewer.ts';
import { OWNER, RealGateway } from '../../test/real-gateway.ts';

const GSTREAMER = fileURLToPath(new URL('../../../media/test-assets/gst-rtsp-server.py', import.meta.url));

let camera: RtspServer;
/** GStreamer's RTSP server, and the tracks that were set up at it. */
let foreign: ChildProcess;
let setUps = '';
let box: RealGateway;
let doorbell: CameraId;
let h265: CameraId;
let jpeg: CameraId;
let withSound: CameraId;
let viewers = 0;

beforeAll(async () => {
  foreign = spawn('/usr/bin/python3', [GSTREAMER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const out = foreign.stdout as NodeJS.ReadableStream;
  const foreignPort = Number(String(await once(out, 'data')).split('\n')[0]);
  out.on('data', (line) => {
    setUps += line;
  });
  const mounts = loadTownClips({ startsAt: undefined });
  camera = await startRtspServer({ port: 0, host: '127.0.0.1', users: { viewer: 'pw' }, mounts });
  const [path = ''] = mounts.keys();
  const base = `rtsp://127.0.0.1:${camera.port}${path.replace(/\/[a-z]+$/, '')}`;
  const at = (mount: string) => ({
    label: mount,
    mainUrl: `rtsp://127.0.0.1:${foreignPort}/${mount}`,
    username: 'camera',
    password: 'secret',
  });
  const urls = { mainUrl: `${base}/main`, subUrl: `${base}/sub` };
  const town = { label: 'Front door', ...urls, username: 'viewer', password: 'pw' };
  box = await RealGateway.start([town, at('h265'), at('jpeg'), at('aac')]);
  [doorbell, h265, jpeg, withSound] = box.cameraIds as [CameraId, CameraId, CameraId, CameraId];
  await box.hub.message(
    'cameras',
    (m) => m.cameras.filter((c) => c.state === 'live').length === 4,
    0,
    30_000,
  );
});

afterAll(async () => {
  await box?.close();
  await camera?.close();
  foreign?.kill();
});

/** A look of a viewer of its own at one camera, and the pictures it opens. */
async function look(cameraId: CameraId) {
  viewers += 1;
  // The two streams have channels that all their viewers share.
  const shared = 100 + 2 * box.cameraIds.indexOf(cameraId);
  const viewer = await FakeViewer.create(viewers, shared, shared + 1);
  const earlier = box.hub.onMedia;
  box.hub.onMedia = (bytes) => {
    earlier?.(bytes);
    viewer.receive(bytes);
  };
  const from = box.hub.messages.length;
  const sentAt = await box.ask(viewer, cameraId);
  const outcome = await box.hub.message('outcome', undefined, from);
  const { requestId } = JSON.parse(Buffer.from(outcome.envelope.payload, 'base64url').toString());
  return { viewer, sentAt, outcome, requestId };
}

/** What ffprobe makes of an Annex B stream: it decodes every picture. */
function ffprobe(stream: Buffer, format = 'h264'): Promise<{ width: number; frames: number }> {
  return new Promise((done, fail) => {
    const fields = 'stream=width,nb_read_frames';
    const args = ['-v', 'error', '-f', format, '-count_frames', '-show_entries', fields, '-of', 'json', '-'];
    const probe = spawn('ffprobe', args);
    let out = '';
    let err = '';
    probe.stdout.on('data', (chunk) => (out += chunk));
    probe.stderr.on('data', (chunk) => (err += chunk));
    probe.on('error', fail);
    probe.on('close', () => {
      if (err !== '') return fail(new Error(err));
      const [{ width, nb_read_frames }] = JSON.parse(out).streams;
      return done({ width, frames: Number(nb_read_frames) });
    });
    probe.stdin.end(stream);
  });
}

/** `video` once when nothing else is in there. */
async function streamKinds(stream: Buffer): Promise<string> {
  const probe = spawn('ffprobe', '-v error -show_entries stream=codec_type -of csv=p=0 -'.split(' '));
  probe.stdin.end(stream);
  let kinds = '';
  for await (const chunk of probe.stdout) kinds += chunk;
  return kinds;
}

/** Annex B from the first key unit on; the codecs, and the types of the NAL units of H.264. */
function streamOf(pictures: readonly OpenedPicture[]) {
  const whole = pictures.slice(pictures.findIndex((picture) => picture.header.key));
  const bytes = Buffer.concat(whole.map((picture) => picture.data));
  const types = new Set<number>();
  for (let at = 0; at + 3 < bytes.length; at++)
    if (bytes.readUIntBE(at, 3) === 1) types.add((bytes[at + 3] as number) & 0x1f);
  return { bytes, types: [...types], codecs: [...new Set(whole.map((picture) => picture.header.codec))] };
}

describe('a look at a camera over RTSP', () => {
  it('brings pictures that a foreign decoder takes without a complaint, sub and main', async () => {
    const { viewer, outcome, requestId } = await look(doorbell);
    expect(outcome.envelope.signatures).toHaveLength(1);
    await box.hub.until(() => viewer.pictures.length >= 30, '30 pictures', 15_000);
    expect(viewer.rejected).toBe(0);
    const sub = viewer.pictures.slice(0, 30);
    expect(await ffprobe(Buffer.concat(sub.map((p) => p.data)))).toEqual({ width: 640, frames: 30 });
    box.hub.send({ t: 'want', requestId, cameraId: doorbell, main: true, sub: false });
    const main = () => viewer.pictures.filter((p) => p.header.stream === 'main');
    await box.hub.until(() => main().length >= 15, 'the main stream', 15_000);
    const whole = main().slice(main().findIndex((p) => p.header.key));
    expect((await ffprobe(Buffer.concat(whole.map((p) => p.data)))).width).toBe(1280);
  });

  it('gives H.265 as it is, and H.264 to both while another looks who decodes nothing else', async () => {
    const able = await look(h265);
    const pictures = () => able.viewer.pictures;
    await box.hub.until(() => pictures().length >= 15, 'pictures', 15_000);
    const first = streamOf(pictures().slice(0, 15));
    expect(first.codecs).toEqual(['h265']);
    expect(await ffprobe(first.bytes, 'hevc')).toEqual({ width: 1280, frames: 15 });
    const unable = await look(h265);
    const want = { t: 'want', cameraId: h265, main: true, sub: false } as const;
    box.hub.send({ ...want, requestId: unable.requestId, h264: true });
    const made = (from: readonly OpenedPicture[]) => from.filter(({ header }) => header.codec === 'h264');
    const both = [able.viewer, unable.viewer];
    await box.hub.until(() => both.every((v) => made(v.pictures).length >= 15), 'H.264', 20_000);
    for (const viewer of both)
      expect((await ffprobe(streamOf(made(viewer.pictures)).bytes)).width).toBe(1280);
    expect(able.viewer.rejected).toBe(0);
    box.hub.send({ t: 'look-end', requestId: unable.requestId, cause: 'operator-end' });
    const before = pictures().length;
    const again = () =>
      pictures()
        .slice(before)
        .filter(({ header }) => header.codec === 'h265');
    await box.hub.until(() => again().length >= 5, 'H.265 again', 15_000);
    expect(again()[0]?.header.key).toBe(true);
  });

  it('makes H.264 of JPEG', async () => {
    const { viewer } = await look(jpeg);
    await box.hub.until(() => viewer.pictures.length >= 12, 'pictures', 15_000);
    const { bytes, codecs } = streamOf(viewer.pictures.slice(0, 12));
    expect(codecs).toEqual(['h264']);
    expect(await ffprobe(bytes)).toEqual({ width: 640, frames: 12 });
  });

  it('R8: brings no sound of a camera that has some: no track but the video is set up, no unit but of pictures comes', async () => {
    const { viewer } = await look(withSound);
    await box.hub.until(() => viewer.pictures.length >= 25, 'pictures', 15_000);
    const { bytes, types } = streamOf(viewer.pictures);
    expect(types.filter((type) => ![1, 5, 6, 7, 8, 9].includes(type))).toEqual([]);
    expect(await streamKinds(bytes)).toBe('video\n');
    const asked = setUps.split('\n').filter((line) => line.includes('/aac'));
    expect(asked).toEqual([expect.stringMatching(/^SETUP rtsp:.*\/stream=0$/)]);
  });

  it('shows the first picture of a warm camera soon after the request, and stops at once', async () => {
    const { viewer, sentAt } = await look(doorbell);
    await box.hub.until(() => viewer.pictures.length > 0, 'a picture');
    const firstMs = performance.now() - sentAt;
    const stoppedAt = performance.now();
    box.gateway.stop(null);
    await new Promise((later) => setTimeout(later, 600));
    const lastMs = (box.hub.media.at(-1)?.at ?? 0) - stoppedAt;
    console.log(
      `request to first opened picture ${firstMs.toFixed(0)} ms; stop to last frame ${lastMs.toFixed(0)} ms`,
    );
    expect(lastMs).toBeLessThan(250);
  });

  it('takes no camera outside the simulated town under a synthetic root', async () => {
    const camera = { ownerId: OWNER, label: 'Real', mainUrl: 'rtsp://192.0.2.1/a' };
    expect(await box.gateway.addCamera(camera)).toMatchObject({ kind: 'refused', field: 'mainUrl' });
  });
});
