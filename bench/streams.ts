/**
 * Three hundred cameras watched at once through one hub: five boxes of sixty cameras each (sub streams, 360p, 10/s), one look for
 * each box, every picture opened and verified by a program. Beside it in the same run: one look of sixty. CPU is the hub's and
 * the boxes'; cameras and viewers are two more processes on the same two cores. Not shown: browsers, a network, main streams.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/streams.ts [streams, 300] [seconds, 30]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Part, startPart } from '../apps/cli/dist/demo/child.js';
import { type Demo, startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { MediaViewer } from '../apps/cli/src/client/media-viewer.ts';
import { OperatorClient } from '../apps/cli/src/client/operator-client.ts';
import { makePersona } from '../apps/cli/src/client/persona.ts';
import { type CameraToJoin, joinOwner, ownBox } from '../apps/cli/src/demo/enrol-owner.ts';
import { LocalGateway } from '../apps/cli/src/demo/local-gateway.ts';
import { printRows, single, spreadOf } from './support/figures.ts';
import { cpuSeconds, residentMb } from './support/process-cpu.ts';

const STREAMS = Number(process.argv[2] ?? 300);
const SECONDS = Number(process.argv[3] ?? 30);
/** A consent names at most 64 cameras, and so does a request. */
const A_BOX = 60;
const PICTURES_A_SECOND = 10;
const TOWN_CAMERAS = 32;
const OPEN_LIMIT_MS = 60_000;
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

interface Served {
  readonly port: number;
  readonly users: Readonly<Record<string, string>>;
}

interface Box {
  readonly part: Part;
  readonly cameraIds: readonly string[];
}

const dir = mkdtempSync(join(tmpdir(), 'porchlight-bench-'));
const town = fork(new URL('town-server.ts', import.meta.url), [], { execArgv: process.execArgv });
const [served] = (await once(town, 'message')) as [Served];
const demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
const boxes: Box[] = [];
const viewers: MediaViewer[] = [];
let operator: OperatorClient | undefined;
try {
  for (let at = 0; at < STREAMS; at += A_BOX) boxes.push(await box(demo, at, Math.min(A_BOX, STREAMS - at)));
  const { incidentId } = await demo.controls.reportBurglary();
  operator = await OperatorClient.signIn(demo.origin, demo.operator);
  const asking = operator;
  await asking.until('the incident', () => asking.incident(incidentId));
  const open = async (count: number): Promise<number[]> => {
    const took: number[] = [];
    for (const each of boxes.slice(viewers.length, count)) took.push(await watch(asking, incidentId, each));
    return took;
  };
  const firstTook = await open(1);
  const one = await measure();
  const took = [...firstTook, ...(await open(boxes.length))];
  const all = await measure();
  printRows('streams', `${STREAMS} cameras watched at once, ${SECONDS} s; peer: ${A_BOX} of them`, [
    { what: 'request → a picture of each of its cameras, ms', ...spreadOf(took), gate: '–' },
    { what: 'pictures opened of those sent, a camera, %', ...spreadOf(all.shares), gate: '≥ 99' },
    { what: 'pictures a second', ...single(all.rate), gate: '–', peer: one.rate },
    {
      what: 'capture → opened, ms',
      ...spreadOf(all.lags),
      gate: 'p95 ≤ 120',
      peer: spreadOf(one.lags).median,
    },
    { what: 'the hub, CPU-s a minute', ...single(all.hub), gate: '–', peer: one.hub },
    { what: 'the boxes, CPU-s a minute', ...single(all.boxes), gate: '–', peer: one.boxes },
    { what: 'memory of the hub, MB', ...single(all.hubMb), gate: '–', peer: one.hubMb },
    { what: 'frames that did not open', ...single(all.rejected), gate: '≤ 0' },
  ]);
} finally {
  for (const viewer of viewers) viewer.close();
  operator?.close();
  for (const { part } of boxes) await part.close();
  await demo.close();
  town.kill();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);

/** One owner's box, enrolled, its cameras added and its waiver signed. */
async function box(programme: Demo, from: number, count: number): Promise<Box> {
  const name = `box-${from}`;
  const args = ['gateway', '--state', join(dir, name), '--hub', programme.origin, '--name', name];
  const part = await startPart(
    name,
    [...args, '--listen', '127.0.0.1:0', '--allow-camera-net', '127.0.0.0/8'],
    join(dir, `${name}.log`),
  );
  const local = new LocalGateway(part.url, part.localCode ?? '');
  const persona = await makePersona('owner', name, `House ${from}`);
  const cameras = Array.from({ length: count }, (_, n) => cameraOf(programme, from + n));
  const programmeId = 'demo-town' as Parameters<typeof joinOwner>[1];
  const mail = `${name}@bench.invalid`;
  const owner = await joinOwner(programme.origin, programmeId, persona, mail, ownBox(local, name), cameras);
  return { part, cameraIds: [...owner.cameraIds.values()] };
}

function cameraOf({ plan }: Demo, n: number): CameraToJoin {
  const username = `cam-${String((n % TOWN_CAMERAS) + 1).padStart(2, '0')}`;
  const url = (stream: string): string => `rtsp://127.0.0.1:${served.port}/${username}/${stream}`;
  const now = Date.now();
  return {
    townCamera: String(n),
    label: `Camera ${n}`,
    mainUrl: url('main'),
    subUrl: url('sub'),
    username,
    password: served.users[username] ?? '',
    terms: {
      tier: 'incident',
      classes: ['burglary'],
      radiusM: 250,
      hours: { kind: 'always' },
      from: now,
      until: now + 86_400_000,
      pose: {
        position: plan.incident.position,
        heightM: 3,
        azimuthDeg: 0,
        tiltDeg: 10,
        hfovDeg: 90,
        rangeM: 30,
      },
    },
  };
}

/** Asks for a box's cameras and waits for a picture of each; milliseconds from the request to the last. */
async function watch(asking: OperatorClient, incidentId: string, { cameraIds }: Box): Promise<number> {
  const wish = { maxCameras: cameraIds.length, minutes: 20, cameras: cameraIds };
  const { answer, keys, pressedAt } = await asking.ask(incidentId, wish);
  if (answer.kind !== 'granted') throw new Error(`not granted: ${JSON.stringify(answer)}`);
  const viewer = await MediaViewer.open(asking.client, keys);
  viewers.push(viewer);
  viewer.watch(answer.look.requestId, cameraIds);
  const seen = () => [...viewer.cameras.values()];
  for (
    const end = performance.now() + OPEN_LIMIT_MS;
    !seen().every(({ pictures }) => pictures > 0);
    await later(5)
  )
    if (performance.now() > end)
      throw new Error(`${seen().filter(({ pictures }) => pictures === 0).length} cameras without a picture`);
  return Math.max(...seen().map(({ firstPictureAt = 0 }) => firstPictureAt)) - pressedAt;
}

async function measure() {
  await later(3000);
  const hubPid = demo.parts['hub']?.process.pid as number;
  const boxPids = boxes.map(({ part }) => part.process.pid as number);
  const seen = () => viewers.flatMap(({ cameras }) => [...cameras.values()]);
  const pictures = () => seen().map((camera) => camera.pictures);
  const rejected = () => seen().reduce((sum, camera) => sum + camera.rejected, 0);
  for (const viewer of viewers) viewer.lagsMs = [];
  const before = {
    hub: cpuSeconds([hubPid]),
    boxes: cpuSeconds(boxPids),
    pictures: pictures(),
    rejected: rejected(),
  };
  const from = performance.now();
  await later(SECONDS * 1000);
  const seconds = (performance.now() - from) / 1000;
  const opened = pictures().map((count, i) => count - (before.pictures[i] ?? 0));
  const lags = viewers.flatMap(({ lagsMs }) => lagsMs ?? []);
  for (const viewer of viewers) viewer.lagsMs = undefined;
  return {
    shares: opened.map((count) => (100 * count) / (seconds * PICTURES_A_SECOND)),
    rate: opened.reduce((sum, count) => sum + count, 0) / seconds,
    lags,
    hub: ((cpuSeconds([hubPid]) - before.hub) * 60) / seconds,
    boxes: ((cpuSeconds(boxPids) - before.boxes) * 60) / seconds,
    hubMb: residentMb(hubPid),
    rejected: rejected() - before.rejected,
  };
}
