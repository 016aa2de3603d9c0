/**
 * Eight operators with twelve small tiles each on the demo town: pictures opened, from capture to opening, and what the servers spend
 * on it. The peer in the same run: one operator. Each seat is a program that opens and verifies every frame; all share this process.
 * Not shown: browsers, a network, seats that look at different incidents.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/seats.ts [seats, 8] [seconds, 30]
 */
import { startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { MediaViewer } from '../apps/cli/src/client/media-viewer.ts';
import { OperatorClient } from '../apps/cli/src/client/operator-client.ts';
import { printRows, single, spreadOf } from './support/figures.ts';
import { cpuSeconds, residentMb } from './support/process-cpu.ts';

const SEATS = Number(process.argv[2] ?? 8);
const SECONDS = Number(process.argv[3] ?? 30);
const TILES = 12;
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
const pids = Object.values(demo.parts).map((part) => part.process.pid as number);
const seats: { operator: OperatorClient; viewer: MediaViewer }[] = [];
try {
  const { incidentId } = await demo.controls.reportBurglary();
  const idle = await measure();
  await sit(incidentId);
  const one = await measure();
  while (seats.length < SEATS) await sit(incidentId);
  const all = await measure();
  printRows('seats', `${SEATS} seats of ${TILES} tiles each, ${SECONDS} s; peer: one seat`, [
    { what: 'pictures opened of those of the best seat, %', ...spreadOf(all.shares), gate: '≥ 99' },
    { what: 'pictures a second, all seats', ...single(all.rate), gate: '–', peer: one.rate },
    {
      what: 'capture → opened, ms',
      ...spreadOf(all.lags),
      gate: 'p95 ≤ 120',
      peer: spreadOf(one.lags).median,
    },
    { what: 'servers, CPU-s a minute', ...single(all.cpu), gate: '–', peer: one.cpu },
    { what: 'of it with nobody looking', ...single(idle.cpu), gate: '–' },
    { what: 'memory of the hub, MB', ...single(all.hubMb), gate: '–', peer: one.hubMb },
    { what: 'frames that did not open', ...single(all.rejected), gate: '≤ 0' },
  ]);
} finally {
  for (const { operator, viewer } of seats) {
    viewer.close();
    operator.close();
  }
  await demo.close();
}
process.exit(0);

/** One more operator, with a picture of every camera. */
async function sit(incidentId: string): Promise<void> {
  const operator = await OperatorClient.signIn(demo.origin, demo.operator);
  await operator.until('the incident', () => operator.incident(incidentId));
  const { answer, keys } = await operator.ask(incidentId, { maxCameras: TILES, minutes: 10 });
  if (answer.kind !== 'granted') throw new Error(`not granted: ${JSON.stringify(answer)}`);
  const viewer = await MediaViewer.open(operator.client, keys);
  const cameraIds = answer.look.cameras.map(({ cameraId }) => cameraId);
  if (cameraIds.length !== TILES) throw new Error(`${cameraIds.length} cameras`);
  viewer.watch(answer.look.requestId, cameraIds);
  seats.push({ operator, viewer });
  const seen = () => [...viewer.cameras.values()];
  for (const end = performance.now() + 20_000; !seen().every(({ pictures }) => pictures > 0); await later(20))
    if (performance.now() > end) throw new Error('a seat without pictures');
}

async function measure() {
  await later(2000);
  const counts = () =>
    seats.map(({ viewer }) => [...viewer.cameras].map(([id, { pictures }]) => [id, pictures] as const));
  for (const { viewer } of seats) viewer.lagsMs = [];
  const rejectedBefore = rejected();
  const [before, cpu, from] = [counts(), cpuSeconds(pids), performance.now()];
  await later(SECONDS * 1000);
  const [after, spent, took] = [counts(), cpuSeconds(pids) - cpu, (performance.now() - from) / 1000];
  const opened = after.map(
    (seat, s) => new Map(seat.map(([id, n], c) => [id, n - (before[s]?.[c]?.[1] ?? 0)])),
  );
  const best = (id: string): number => Math.max(...opened.map((seat) => seat.get(id) ?? 0));
  const lags = seats.flatMap(({ viewer }) => viewer.lagsMs ?? []);
  for (const { viewer } of seats) viewer.lagsMs = undefined;
  return {
    shares: opened.flatMap((seat) => [...seat].map(([id, n]) => (100 * n) / best(id))),
    rate: lags.length / took,
    lags,
    cpu: (spent * 60) / took,
    hubMb: residentMb(demo.parts['hub']?.process.pid as number),
    rejected: rejected() - rejectedBefore,
  };
}

/** A newcomer to a stream that others watch is handed a frame or two of the key before its own; they are counted before the window. */
function rejected(): number {
  return seats
    .flatMap(({ viewer }) => [...viewer.cameras.values()])
    .reduce((sum, camera) => sum + camera.rejected, 0);
}
