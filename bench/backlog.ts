/**
 * A viewer of twelve small tiles that stands still for twenty seconds, reading and acknowledging nothing, and then goes on: how old the
 * pictures are that it gets, in the first group of pictures after that and from then on. The peer in the same run is another viewer of the same
 * cameras that never stood still. Viewers are programs that open every frame. Not shown: a browser, a network that holds back more.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/backlog.ts [seconds, 20]
 */
import { startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { MediaViewer } from '../apps/cli/src/client/media-viewer.ts';
import { OperatorClient } from '../apps/cli/src/client/operator-client.ts';
import { printRows, single, spreadOf } from './support/figures.ts';

const SECONDS = Number(process.argv[2] ?? 20);
/** The town's cameras send a key unit every two seconds. */
const GROUP_MS = 2000;
const WATCHED_MS = 10_000;
const TILES = 12;
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
const operator = await OperatorClient.signIn(demo.origin, demo.operator);
try {
  const { incidentId } = await demo.controls.reportBurglary();
  const still = await sit(incidentId);
  const steady = await sit(incidentId);
  steady.lagsMs = [];
  still.freeze();
  await later(SECONDS * 1000);
  still.lagsMs = [];
  still.thaw();
  await later(GROUP_MS);
  const first = still.lagsMs;
  const from = [...still.cameras.values()].map(({ pictures }) => pictures);
  still.lagsMs = [];
  const steadyFrom = steady.lagsMs.length;
  await later(WATCHED_MS);
  const back = [...still.cameras.values()].filter(({ pictures }, n) => pictures > (from[n] ?? 0)).length;
  printRows('backlog', `a viewer of ${TILES} tiles stands still for ${SECONDS} s; peer: one that does not`, [
    { what: 'age of its pictures in the first group, ms', ...spreadOf(first), gate: '–' },
    {
      what: 'age of its pictures afterwards, ms',
      ...spreadOf(still.lagsMs),
      gate: 'max ≤ 500',
      peer: spreadOf(steady.lagsMs.slice(steadyFrom)).median,
    },
    { what: 'tiles that go on', ...single(back), gate: `≥ ${TILES}` },
    {
      what: 'age of the other’s pictures meanwhile, ms',
      ...spreadOf(steady.lagsMs.slice(0, steadyFrom)),
      gate: '–',
    },
  ]);
  still.close();
  steady.close();
} finally {
  operator.close();
  await demo.close();
}
process.exit(0);

/** A look of its own, with a picture of every camera. */
async function sit(incidentId: string): Promise<MediaViewer> {
  await operator.until('the incident', () => operator.incident(incidentId));
  const { answer, keys } = await operator.ask(incidentId, { maxCameras: TILES, minutes: 10 });
  if (answer.kind !== 'granted') throw new Error(`not granted: ${JSON.stringify(answer)}`);
  const viewer = await MediaViewer.open(operator.client, keys);
  viewer.watch(
    answer.look.requestId,
    answer.look.cameras.map(({ cameraId }) => cameraId),
  );
  const seen = () => [...viewer.cameras.values()];
  for (const end = performance.now() + 20_000; !seen().every(({ pictures }) => pictures > 0); await later(20))
    if (performance.now() > end) throw new Error('a viewer without pictures');
  return viewer;
}
