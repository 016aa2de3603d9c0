/**
 * How fast pictures stop, by cause: from the act (the request of the owner's stop, pause or withdrawal, the clerk's
 * pause or striking off of the operator, the call that closes the incident, the end of the time asked for) to the last frame that reached a viewer on this machine, and to the
 * dark tile in headless Chromium. The viewer sits behind the hub: its last frame is never earlier than the last one that
 * left the gateway. No peer: a cut is a promise of this system alone.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/cut.ts [runs, 6]
 */
import type { Page } from '@playwright/test';
import { MediaViewer } from '../apps/cli/dist/client/media-viewer.js';
import { OperatorClient } from '../apps/cli/dist/client/operator-client.js';
import { enterAs } from '../e2e/support/personas.ts';
import { printRows, type Row, spreadOf } from './support/figures.ts';
import { bringUp, type OperatorPage, reportBurglary, withOperatorPage } from './support/operator-page.ts';

const RUNS = Number(process.argv[2] ?? 6);
/** Frames that would still come after a cut are given this long to show themselves. */
const AFTER_MS = 700;
const WITHDRAWALS = Math.min(4, RUNS);
const SIGNED_EARLIER_MS = 52_000;

interface Cut {
  readonly lastFrame: number[];
  readonly darkTile: number[];
}
const cuts: Record<string, Cut> = {};
const cutOf = (cause: string): Cut => {
  cuts[cause] ??= { lastFrame: [], darkTile: [] };
  return cuts[cause];
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const wallTime = (): number => performance.timeOrigin + performance.now();

await withOperatorPage(async (parts) => {
  const { demo } = parts;
  const watcher = await OperatorClient.signIn(demo.origin, demo.operator);
  const clerk = await clerkPage(parts);
  for (let run = 0; run < RUNS; run++) {
    await measure('owner stops', parts, watcher, (owner) => owner.act('/api/owner/stop', {}));
    await measure('owner pauses', parts, watcher, (owner) =>
      owner.act('/api/owner/pause', { until: Date.now() + 1500 }),
    );
    await measure('dispatch closes', parts, watcher, () => demo.controls.closeIncident());
    await expiry(parts, watcher);
  }
  await measure('clerk pauses', parts, watcher, () => pressPause(clerk));
  watcher.close();
});
// What is not undone in a moment, in a programme of its own.
await withOperatorPage(async (parts) => {
  const { demo } = parts;
  const watcher = await OperatorClient.signIn(demo.origin, demo.operator);
  for (let run = 0; run < WITHDRAWALS; run++)
    await measure('owner withdraws', parts, watcher, (owner) => owner.act('/api/owner/withdraw', {}));
  const clerk = await clerkPage(parts);
  await clerk.getByRole('link', { name: 'People' }).first().click();
  await clerk
    .locator('.person', { hasText: 'Operator 1' })
    .getByRole('button', { name: 'Strike off' })
    .evaluate((button: HTMLElement) => button.click());
  const strike = clerk.getByRole('button', { name: 'Strike Operator 1 off now' });
  await measure('clerk strikes the operator off', parts, watcher, () =>
    strike.evaluate((button: HTMLElement) => button.click()),
  );
  watcher.close();
});
const rows: Row[] = Object.entries(cuts).flatMap(([cause, { lastFrame, darkTile }]) => [
  { what: `${cause} → last frame at the viewer`, ...spreadOf(lastFrame), gate: '≤ 250' },
  ...(darkTile.length > 0 ? [{ what: `${cause} → dark tile`, ...spreadOf(darkTile), gate: '≤ 1000' }] : []),
]);
printRows('cut', 'from the act to darkness, ms', rows);

/** The clerk's own browser. */
async function clerkPage({ demo, browser }: OperatorPage): Promise<Page> {
  const clerk = await (await browser.newContext()).newPage();
  await clerk.goto(demo.address);
  await clerk.getByRole('button', { name: 'Report the burglary' }).waitFor();
  await enterAs(clerk, `${demo.origin}/clerk`, /City clerk/);
  return clerk;
}

interface Act {
  act(path: string, body: object): Promise<unknown>;
}

async function measure(
  cause: string,
  parts: OperatorPage,
  watcher: OperatorClient,
  act: (owner: Act) => Promise<unknown>,
): Promise<void> {
  const { demo, page } = parts;
  await reportBurglary(
    parts,
    cause.includes('withdraws') || cause.includes('strikes') ? /^[1-9]\d* cam/ : undefined,
  );
  const incidentId = demo.controls.state().incidentId as string;
  await bringUp(page);
  const { viewer, cameraIds } = await watch(watcher, incidentId, 20);
  const owner = demo.owners.find((o) => [...o.cameraIds.values()].some((id) => cameraIds.includes(id)));
  const own = owner ? [...owner.cameraIds.values()].filter((id) => cameraIds.includes(id)) : [];
  const affected = cause.startsWith('owner') ? own : cameraIds;
  const tilesDark = whenDark(page, affected);
  await page.evaluate(() => undefined);
  const start = performance.now();
  const startAt = wallTime();
  await act({
    act: (path, body) =>
      owner?.client.send('POST', path, { cameraIds: own, ...body }) ?? Promise.reject(new Error('no owner')),
  });
  cutOf(cause).darkTile.push((await tilesDark) - startAt);
  await pause(AFTER_MS);
  cutOf(cause).lastFrame.push(lastFrame(viewer, affected, start));
  viewer.close();
  if (demo.controls.state().incidentId !== null) await demo.controls.closeIncident();
  await pause(1000);
}

/** The time asked for runs out: signed almost a minute ago, for a minute. */
async function expiry(parts: OperatorPage, watcher: OperatorClient): Promise<void> {
  await reportBurglary(parts);
  const incidentId = parts.demo.controls.state().incidentId as string;
  const issuedAt = Date.now() - SIGNED_EARLIER_MS;
  const { viewer, cameraIds } = await watch(watcher, incidentId, 1, issuedAt);
  const left = issuedAt + 60_000 - Date.now();
  const end = performance.now() + left;
  await pause(left + AFTER_MS);
  cutOf('time runs out').lastFrame.push(lastFrame(viewer, cameraIds, end));
  viewer.close();
  await parts.demo.controls.closeIncident();
  await pause(1000);
}

async function watch(watcher: OperatorClient, incidentId: string, minutes: number, issuedAt?: number) {
  await watcher.until('the incident', () => watcher.incident(incidentId)?.circle ?? undefined);
  const asked = await watcher.ask(incidentId, {
    maxCameras: 16,
    minutes,
    ...(issuedAt === undefined ? {} : { issuedAt }),
  });
  if (asked.answer.kind !== 'granted')
    throw new Error(asked.answer.refusals.map((r) => r.sentence).join(' '));
  const viewer = await MediaViewer.open(watcher.client, asked.keys);
  const cameraIds: string[] = asked.answer.look.cameras.map((camera) => camera.cameraId);
  viewer.watch(asked.answer.look.requestId, cameraIds);
  const until = performance.now() + 15_000;
  while (!cameraIds.every((id) => viewer.cameras.get(id)?.firstPictureAt !== undefined)) {
    if (performance.now() > until) throw new Error('no first picture of every camera');
    await pause(5);
  }
  return { viewer, cameraIds };
}

/** Milliseconds from the act to the last frame of any of these cameras; 0 when none came after it. */
function lastFrame(viewer: MediaViewer, cameraIds: readonly string[], start: number): number {
  return Math.max(0, ...cameraIds.map((id) => (viewer.cameras.get(id)?.lastPictureAt ?? start) - start));
}

/** Resolves with the wall time at which none of these tiles shows a picture. */
function whenDark(page: Page, cameraIds: readonly string[]): Promise<number> {
  return page.evaluate(
    (ids) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (ids.some((id) => document.querySelector(`.tile[data-camera="${id}"] canvas`))) return;
          observer.disconnect();
          requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true });
      }),
    cameraIds,
  );
}

async function pressPause(clerk: Page): Promise<void> {
  await clerk
    .getByRole('button', { name: 'PAUSE THE PROGRAMME' })
    .first()
    .evaluate((button: HTMLElement) => button.click());
}
