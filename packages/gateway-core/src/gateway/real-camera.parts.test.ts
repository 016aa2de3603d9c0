import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
import { statementHash } from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  signed,
  TEST_NOW,
  TestLog,
} from '@porchlight/testkit';
import { loadTownClips, type RtspServer, startRtspServer } from '@porchlight/town';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeHub, GATEWAY_ID } from '../../test/fake-hub.ts';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { TestClock } from '../../test/gateway-world.ts';
import { type Gateway, openGateway, openStateFiles, systemRandom } from '../index.ts';

const OWNER = 'owner-1' as OwnerId;

let dir: string;
let camera: RtspServer;
let hub: FakeHub;
let gateway: Gateway;
let programme: Awaited<ReturnType<typeof makeProgramme>>;
let cameraId: CameraId;
let consentHash: string;
let log: TestLog;
const clock = new TestClock(TEST_NOW);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-real-camera-'));
  const mounts = loadTownClips({ startsAt: undefined });
  camera = await startRtspServer({ port: 0, host: '127.0.0.1', users: { viewer: 'pw' }, mounts });
  programme = await makeProgramme({ synthetic: true });
  hub = await FakeHub.start(programme.envelopes.root);
  const { root, programme: held, policy, roster } = programme.envelopes;
  log = new TestLog(programme.logKeys);
  hub.log = { entries: log, now: () => clock.now() };
  hub.greeting = [{ t: 'trust', root, rosters: [roster], programme: held, policy, pause: null }];
  gateway = await openGateway(
    { hub: hub.url, allowCameraNets: ['127.0.0.0/8'] },
    { files: await openStateFiles(dir), clock, random: systemRandom, log: () => undefined },
  );
  const owner = await makeSigner('software');
  await gateway.enrol(await hub.makeCode(OWNER, [owner.key]), 'Box');
  await hub.message('cameras');
  const [path = ''] = mounts.keys();
  const base = `rtsp://127.0.0.1:${camera.port}${path.replace(/\/[a-z]+$/, '')}`;
  const added = await gateway.addCamera({
    ownerId: OWNER,
    label: 'Front door',
    mainUrl: `${base}/main`,
    subUrl: `${base}/sub`,
    username: 'viewer',
    password: 'pw',
  });
  if (added.kind === 'refused') throw new Error(added.sentence);
  cameraId = added.cameraId;
  const terms = cameraConsent({ cameraId, gatewayId: GATEWAY_ID as GatewayId });
  const statement = consentStatement({ ownerId: OWNER, cameras: [terms] });
  const envelope = await signed(statement, owner.signer);
  consentHash = await statementHash(envelope);
  hub.send({ t: 'consent', envelope });
  await hub.message('consent-state', (m) => m.state === 'in-force');
});

afterAll(async () => {
  await gateway?.close();
  await hub?.close();
  await camera?.close();
  await rm(dir, { recursive: true, force: true });
});

async function ask(viewer: FakeViewer): Promise<number> {
  const incident = await programme.incident();
  const asked = { hpkePublicKey: viewer.hpkePublicKey, issuedAt: clock.now() };
  const request = await programme.request(incident, asked);
  const cameras = [{ cameraId, ...viewer.channels }];
  hub.onMedia = (bytes) => viewer.receive(bytes);
  const sentAt = performance.now();
  const slots = [{ cameraId, gatewayId: GATEWAY_ID as GatewayId, consentHash }];
  const evidence = await log.request(programme.trust, request, [incident], slots);
  await hub.publish();
  hub.send({ t: 'look', request, incidents: [incident], cameras, evidence });
  return sentAt;
}

/** What ffprobe makes of an Annex B stream: it decodes every picture. */
function ffprobe(stream: Buffer): Promise<{ width: number; frames: number }> {
  return new Promise((done, fail) => {
    const fields = 'stream=width,nb_read_frames';
    const args = ['-v', 'error', '-f', 'h264', '-count_frames', '-show_entries', fields, '-of', 'json', '-'];
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

describe('a look at a camera over RTSP', () => {
  it('brings pictures that a foreign decoder takes without a complaint, sub and main', async () => {
    await hub.message('cameras', (m) => m.cameras.some((c) => c.state === 'live'), 0, 15_000);
    const viewer = await FakeViewer.create(1);
    await ask(viewer);
    const outcome = await hub.message('outcome');
    expect(outcome.envelope.signatures).toHaveLength(1);
    await hub.until(() => viewer.pictures.length >= 30, '30 pictures', 15_000);
    expect(viewer.rejected).toBe(0);
    const sub = viewer.pictures.slice(0, 30);
    expect(await ffprobe(Buffer.concat(sub.map((p) => p.data)))).toEqual({ width: 640, frames: 30 });
    const requestId = JSON.parse(Buffer.from(outcome.envelope.payload, 'base64url').toString()).requestId;
    hub.send({ t: 'want', requestId, cameraId, main: true, sub: false });
    const main = () => viewer.pictures.filter((p) => p.header.stream === 'main');
    await hub.until(() => main().length >= 15, 'the main stream', 15_000);
    const whole = main().slice(main().findIndex((p) => p.header.key));
    expect((await ffprobe(Buffer.concat(whole.map((p) => p.data)))).width).toBe(1280);
  });

  it('shows the first picture of a warm camera soon after the request, and stops at once', async () => {
    const viewer = await FakeViewer.create(2);
    const sentAt = await ask(viewer);
    await hub.until(() => viewer.pictures.length > 0, 'a picture');
    const firstMs = performance.now() - sentAt;
    const stoppedAt = performance.now();
    gateway.stop(null);
    await new Promise((later) => setTimeout(later, 600));
    const lastMs = (hub.media.at(-1)?.at ?? 0) - stoppedAt;
    console.log(
      `request to first opened picture ${firstMs.toFixed(0)} ms; stop to last frame ${lastMs.toFixed(0)} ms`,
    );
    expect(lastMs).toBeLessThan(250);
  });

  it('takes no camera outside the simulated town under a synthetic root', async () => {
    const camera = { ownerId: OWNER, label: 'Real', mainUrl: 'rtsp://192.0.2.1/a' };
    expect(await gateway.addCamera(camera)).toMatchObject({ kind: 'refused', field: 'mainUrl' });
  });
});
