import { CliError, failureText } from '../cli-error.ts';
import { type CameraSeen, MediaViewer } from '../client/media-viewer.ts';
import { type Asked, OperatorClient } from '../client/operator-client.ts';
import { type Demo, startDemo } from '../demo/start-demo.ts';
import { type CheckFigures, spread, tenth } from './figures.ts';

/** Tiles that the job must bring up. */
const TILES = 12;
const LIMIT_MS = 15_000;
/** A request of one minute, signed this long ago, ends soon: expiry without waiting the minute. */
const SIGNED_EARLIER_MS = 52_000;

/** Does the whole job once over the public interfaces; prints progress and, last, one JSON line. Returns the exit status. */
export async function runCheck(onProgress: (line: string) => void): Promise<number> {
  let demo: Demo | undefined;
  try {
    demo = await startDemo({ port: 0, ordinaryDay: false, onProgress });
    const figures = await doTheJob(demo, onProgress);
    console.log(JSON.stringify(figures));
    return 0;
  } catch (error) {
    console.error(failureText(error));
    console.log(JSON.stringify({ ok: false, error: error instanceof Error ? error.message : String(error) }));
    return 1;
  } finally {
    await demo?.close();
  }
}

async function doTheJob(demo: Demo, onProgress: (line: string) => void): Promise<CheckFigures> {
  const operator = await OperatorClient.signIn(demo.origin, demo.operator);
  try {
    onProgress('reporting the burglary');
    const first = await report(demo, operator);
    onProgress('bringing up the circle');
    const asked = await operator.ask(first.incidentId, { maxCameras: 16, minutes: 20 });
    const { viewer, cameraIds } = await watch(operator, asked);
    await allLive(viewer, cameraIds);
    const presses = cameraIds.map(
      (id) => (viewer.cameras.get(id)?.firstPictureAt as number) - asked.pressedAt,
    );
    const rejected = [...viewer.cameras.values()].reduce((sum, seen) => sum + seen.rejected, 0);
    if (rejected > 0) throw new CliError('frames', `${rejected} frames did not open`);

    onProgress('the owner presses stop');
    const owner = await ownerStop(demo, viewer, cameraIds);
    onProgress('trying to cheat');
    const outside = await refusalOf(operator, first.incidentId, demo.cameraIds.get(demo.plan.cheats.outside));
    const noConsent = await refusalOf(
      operator,
      first.incidentId,
      demo.cameraIds.get(demo.plan.cheats.noConsent),
    );
    onProgress('dispatch closes the incident');
    const incident = await cut(viewer, cameraIds, () => demo.controls.closeIncident());
    const afterEnd = await refusalOf(operator, first.incidentId, undefined);
    viewer.close();

    onProgress('letting the time of a look run out');
    const expiry = await expire(demo, operator);
    return {
      ok: true,
      cameras: demo.plan.cameras.length,
      tiles: cameraIds.length,
      incidentToQueueMs: first.incidentToQueueMs,
      pressToFirstPictureMs: spread(presses),
      cutMs: { owner, incident, expiry },
      refused: { outside, noConsent, afterEnd },
    };
  } finally {
    operator.close();
  }
}

async function report(
  demo: Demo,
  operator: OperatorClient,
): Promise<{ incidentId: string; incidentToQueueMs: number }> {
  const start = performance.now();
  const { incidentId } = await demo.controls.reportBurglary();
  await operator.until('the incident', () => operator.incident(incidentId)?.circle ?? undefined);
  return { incidentId, incidentToQueueMs: tenth(performance.now() - start) };
}

async function watch(
  operator: OperatorClient,
  asked: Asked,
): Promise<{ viewer: MediaViewer; cameraIds: string[] }> {
  if (asked.answer.kind === 'refused')
    throw new CliError(
      'refused',
      `the request was refused: ${asked.answer.refusals.map((r) => r.sentence).join(' ')}`,
    );
  const { look } = asked.answer;
  const viewer = await MediaViewer.open(operator.client, asked.keys);
  const cameraIds = look.cameras.map((camera) => camera.cameraId);
  viewer.watch(look.requestId, cameraIds);
  return { viewer, cameraIds };
}

async function allLive(viewer: MediaViewer, cameraIds: readonly string[]): Promise<void> {
  if (cameraIds.length < TILES)
    throw new CliError('tiles', `${cameraIds.length} cameras were granted, ${TILES} expected`);
  await poll('a first picture of every tile', () =>
    cameraIds.every((id) => viewer.cameras.get(id)?.firstPictureAt !== undefined),
  );
}

async function ownerStop(demo: Demo, viewer: MediaViewer, cameraIds: readonly string[]): Promise<number> {
  const owner = demo.owners.find((o) => [...o.cameraIds.values()].some((id) => cameraIds.includes(id)));
  const cameraId = owner && [...owner.cameraIds.values()].find((id) => cameraIds.includes(id));
  if (owner === undefined || cameraId === undefined)
    throw new CliError('owner', 'no owner of a granted camera');
  return cut(viewer, [cameraId], () =>
    owner.client.send('POST', '/api/owner/stop', { cameraIds: [cameraId] }),
  );
}

/** Acts, waits until the cameras are gone, and returns the time from the act to the last picture or the dark tile, whichever is later. */
async function cut(
  viewer: MediaViewer,
  cameraIds: readonly string[],
  act: () => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  await act();
  await poll('the cameras to go dark', () =>
    cameraIds.every((id) => viewer.cameras.get(id)?.goneAt !== undefined),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  return tenth(Math.max(...cameraIds.map((id) => darkAt(viewer.cameras.get(id), start))) - start);
}

/** When a camera went dark; one that was dark before counts as the start. */
function darkAt(seen: CameraSeen | undefined, start: number): number {
  return Math.max(start, seen?.goneAt ?? start, seen?.lastPictureAt ?? start);
}

async function refusalOf(
  operator: OperatorClient,
  incidentId: string,
  cameraId: string | undefined,
): Promise<string> {
  const wish = { maxCameras: 16, minutes: 5, ...(cameraId === undefined ? {} : { cameras: [cameraId] }) };
  const { answer } = await operator.ask(incidentId, wish);
  if (answer.kind === 'granted')
    throw new CliError(
      'cheat',
      `a request that must be refused was granted (${cameraId ?? 'after the end'})`,
    );
  return answer.refusals.map((refusal) => refusal.sentence).join(' ');
}

async function expire(demo: Demo, operator: OperatorClient): Promise<number> {
  const { incidentId } = await report(demo, operator);
  const issuedAt = Date.now() - SIGNED_EARLIER_MS;
  const asked = await operator.ask(incidentId, { maxCameras: 16, minutes: 1, issuedAt });
  const { viewer, cameraIds } = await watch(operator, asked);
  const endsAt = performance.now() + (issuedAt + 60_000 - Date.now());
  await poll('the look to run out', () =>
    cameraIds.every((id) => viewer.cameras.get(id)?.goneAt !== undefined),
  );
  const late = Math.max(...cameraIds.map((id) => darkAt(viewer.cameras.get(id), endsAt))) - endsAt;
  viewer.close();
  return tenth(late);
}

async function poll(what: string, done: () => boolean): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!done()) {
    if (performance.now() > end)
      throw new CliError('timeout', `${what} did not come within ${LIMIT_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
