/**
 * Two hub processes over one PostgreSQL behind one address, a gateway with three cameras of the town, and an operator's client
 * that asks again as soon as its look has ended. From `kill -9` (or SIGTERM) of one hub to the last picture, and to the
 * first new picture of the last camera at another hub. What an operator needs for the touch is not in it.
 * Not shown: machines apart, a real network, a proxy that checks less often than ten times a second.
 * Usage: npx tsx --conditions=source bench/nodes.ts [rounds, 5]
 */
import { once } from 'node:events';
import { startTwoHubs, type TwoHubs } from '../apps/cli/test/two-hubs.ts';
import { darkAt, type Watching, watchAll } from '../apps/cli/test/watching.ts';
import { printRows, spreadOf } from './support/figures.ts';

const ROUNDS = Number(process.argv[2] ?? 5);
const GATEWAY_HUB = 0;
const VIEWER_HUB = 1;

const two = await startTwoHubs();
try {
  const gateway = await rounds(GATEWAY_HUB, 'SIGKILL');
  const viewer = await rounds(VIEWER_HUB, 'SIGKILL');
  const restart = await rounds(GATEWAY_HUB, 'SIGTERM');
  const grants = await grantTimes();
  printRows('nodes', `two hubs, ${ROUNDS} rounds each, ms`, [
    { what: 'hub of the gateway killed → last picture', ...spreadOf(gateway.dark), gate: '≤ 1000' },
    { what: 'hub of the gateway killed → all cameras again', ...spreadOf(gateway.back), gate: '≤ 3000' },
    { what: 'hub of look and viewer killed → last picture', ...spreadOf(viewer.dark), gate: '≤ 1000' },
    { what: 'hub of look and viewer killed → all cameras again', ...spreadOf(viewer.back), gate: '≤ 3000' },
    {
      what: 'hub of the gateway leaves: last picture → all cameras again',
      ...spreadOf(restart.gap),
      gate: '≤ 3000',
    },
    { what: 'request → all cameras, gateway at the same hub', ...spreadOf(grants.same), gate: '–' },
    { what: 'the same, gateway at the other hub', ...spreadOf(grants.across), gate: '–' },
  ]);
} finally {
  await two.close();
}
process.exit(0);

interface Times {
  readonly dark: number[];
  readonly back: number[];
  readonly gap: number[];
}

async function rounds(index: number, signal: NodeJS.Signals): Promise<Times> {
  const times: Times = { dark: [], back: [], gap: [] };
  for (let round = 0; round < ROUNDS; round++) {
    await placed(two, GATEWAY_HUB);
    const incidentId = await two.report();
    const before = await watchAll(two, incidentId);
    const child = two.hubs[index];
    if (child === undefined) throw new Error('no such hub');
    const gone = once(child, 'exit');
    const at = performance.now();
    child.kill(signal);
    const [dark, after] = await Promise.all([darkAt(before, 400), afterIt(before, incidentId)]);
    await gone;
    times.dark.push(Math.max(0, dark - at));
    times.back.push(after.allAt - at);
    times.gap.push(after.allAt - dark);
    await Promise.all([before.close(), after.close()]);
    await two.start(index);
  }
  return times;
}

/** A console asks again once its look is over. */
async function afterIt(before: Watching, incidentId: string): Promise<Watching> {
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const ended = [...before.viewer.cameras.values()].some((seen) => seen.goneAt !== undefined);
      if (!ended && before.viewer.open) return;
      clearInterval(timer);
      resolve();
    }, 5);
  });
  return watchAll(two, incidentId);
}

/** The gateway at that hub and everybody else at the other. */
async function placed(hubs: TwoHubs, index: number): Promise<void> {
  hubs.proxy.rule = (path) => (path.startsWith('/api/gateway') ? index : 1 - index);
  const child = hubs.hubs[1 - index];
  if (child === undefined) throw new Error('no such hub');
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  await (await watchAll(hubs, await hubs.report())).close();
  await hubs.start(1 - index);
}

async function grantTimes(): Promise<{ same: number[]; across: number[] }> {
  await placed(two, GATEWAY_HUB);
  const times = { same: [] as number[], across: [] as number[] };
  for (let round = 0; round < ROUNDS * 2; round++)
    for (const way of ['same', 'across'] as const) {
      const at = way === 'same' ? GATEWAY_HUB : VIEWER_HUB;
      two.proxy.rule = (path) => (path.startsWith('/api/gateway') ? GATEWAY_HUB : at);
      const watching = await watchAll(two, await two.report());
      times[way].push(watching.allAt - watching.pressedAt);
      await watching.close();
    }
  return times;
}
