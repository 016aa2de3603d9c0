import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTwoHubs, type TwoHubs } from '../test/two-hubs.ts';
import { waitFor } from '../test/wait-for.ts';
import { darkAt, type Watching, watchAll } from '../test/watching.ts';

/** What the promise allows, with room for a machine that does other things. */
const BACK_MS = 10_000;
const GATEWAY = '/api/gateway';

let two: TwoHubs;
const open: Watching[] = [];

beforeAll(async () => {
  two = await startTwoHubs();
});
afterEach(async () => {
  for (const watching of open.splice(0)) await watching.close();
  two.proxy.rule = () => undefined;
});
afterAll(() => two?.close());

/** Every address of the gateway at that hub, everything else at the other. */
const gatewayAt = (index: number) => (path: string) => (path.startsWith(GATEWAY) ? index : 1 - index);

async function watch(incidentId: string, limitMs?: number): Promise<Watching> {
  const watching = await watchAll(two, incidentId, limitMs);
  open.push(watching);
  return watching;
}

const pictures = ({ viewer }: Watching) => [...viewer.cameras.values()].map((seen) => seen.pictures);
const allGone = ({ viewer }: Watching) =>
  [...viewer.cameras.values()].every((seen) => seen.goneAt !== undefined);

async function kill(index: number): Promise<void> {
  const child = two.hubs[index];
  if (child === undefined) throw new Error('no such hub');
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function gatewayBackAt(index: number): Promise<void> {
  await kill(1 - index);
  await (await watch(await two.report(), BACK_MS)).close();
  await two.start(1 - index);
}

test('pictures of a gateway at one hub reach a viewer at the other, each frame verified', async () => {
  await gatewayBackAt(0);
  two.proxy.rule = gatewayAt(0);
  const watching = await watch(await two.report());
  await waitFor('pictures to go on', () => pictures(watching).every((count) => count > 10));
  expect([...watching.viewer.cameras.values()].map((seen) => seen.rejected)).toEqual([0, 0, 0]);
});

test('an owner at one hub stops what the other hub runs; a close taken by one ends the looks of the other', async () => {
  two.proxy.rule = gatewayAt(0);
  const incidentId = await two.report();
  const stopped = await watch(incidentId);
  two.proxy.rule = () => 0;
  const [cameraId] = stopped.cameraIds as [string];
  await two.owner.client.send('POST', '/api/owner/stop', { cameraIds: [cameraId] });
  await waitFor('the stop', () => stopped.viewer.cameras.get(cameraId)?.goneAt !== undefined, 2000);
  expect([...stopped.viewer.cameras.values()].filter((seen) => seen.goneAt === undefined)).toHaveLength(2);
  await two.report(incidentId, 2, 'closed');
  await waitFor('the close', () => allGone(stopped), 3000);
});

test('an operator may end through one hub what the other runs', async () => {
  two.proxy.rule = gatewayAt(0);
  const watching = await watch(await two.report());
  two.proxy.rule = () => 0;
  await watching.operator.client.send('POST', `/api/console/looks/${watching.requestId}/end`);
  await waitFor('the end', () => allGone(watching), 2000);
});

test('the hub of the gateway is killed in a look: dark at once and said, and a new request sees again', async () => {
  two.proxy.rule = gatewayAt(0);
  const incidentId = await two.report();
  const before = await watch(incidentId);
  const killedAt = performance.now();
  await kill(0);
  await waitFor('the tiles to go dark', () => allGone(before), 2000);
  expect((await darkAt(before)) - killedAt).toBeLessThan(1000);
  await watch(incidentId, BACK_MS);
  await two.start(0);
});

test('the hub of look and viewer is killed: the gateway stops at once, and a new request sees again', async () => {
  two.proxy.rule = gatewayAt(0);
  await gatewayBackAt(0);
  two.proxy.rule = gatewayAt(0);
  const incidentId = await two.report();
  const before = await watch(incidentId);
  await kill(1);
  const killedAt = performance.now();
  expect((await darkAt(before)) - killedAt).toBeLessThan(1000);
  await watch(incidentId, BACK_MS);
  await two.start(1);
});

test('words of a gateway at one hub and its pictures at the other find together', async () => {
  const media = `${GATEWAY}/media`;
  two.proxy.rule = (path) => (path.startsWith(media) ? 1 : path.startsWith(GATEWAY) ? 0 : undefined);
  two.proxy.drop(GATEWAY);
  const watching = await watch(await two.report(), BACK_MS);
  await waitFor('pictures to go on', () => pictures(watching).every((count) => count > 10));
  expect([two.proxy.where(`${GATEWAY}/control`), two.proxy.where(media)]).toEqual([[0], [1]]);
});

test('hubs are restarted one after the other: no request fails, and the viewer sees again', async () => {
  const incidentId = await two.report();
  await watch(incidentId);
  const load = steadyLoad(two.origin);
  for (const index of [0, 1]) {
    const child = two.hubs[index];
    if (child === undefined) throw new Error('no such hub');
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
    await watch(incidentId, BACK_MS);
    await two.start(index);
  }
  const { failed, answered } = await load.end();
  expect(failed).toEqual([]);
  expect(answered).toBeGreaterThan(100);
});

/** Requests one after another on four lines, some of which keep their connection. */
function steadyLoad(origin: string): { end(): Promise<{ failed: string[]; answered: number }> } {
  const failed: string[] = [];
  let answered = 0;
  let ended = false;
  const line = async (n: number): Promise<void> => {
    while (!ended) {
      const path = ['/api/site', '/api/papers', '/log/checkpoint', '/healthz'][n % 4] as string;
      const headers = n < 2 ? { connection: 'close' } : {};
      const status = await fetch(`${origin}${path}`, { headers }).then(
        (answer) => answer.arrayBuffer().then(() => answer.status),
        (error: Error) => `${error.message}: ${String(error.cause)}`,
      );
      if (status === 200) answered += 1;
      else failed.push(`${path}: ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const lines = [0, 1, 2, 3].map(line);
  return {
    end: async () => {
      ended = true;
      await Promise.all(lines);
      return { failed, answered };
    },
  };
}
