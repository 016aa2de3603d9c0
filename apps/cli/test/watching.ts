import { MediaViewer } from '../src/client/media-viewer.ts';
import { OperatorClient } from '../src/client/operator-client.ts';
import type { TwoHubs } from './two-hubs.ts';
import { waitFor } from './wait-for.ts';

/** Where an operator looks, and at whose cameras. */
export type Site = Pick<TwoHubs, 'origin' | 'operator' | 'owner'>;

/** An operator with pictures of every camera of a circle. */
export interface Watching {
  readonly operator: OperatorClient;
  readonly viewer: MediaViewer;
  readonly requestId: string;
  readonly cameraIds: readonly string[];
  /** `performance.now()` of the first picture of the last camera. */
  readonly allAt: number;
  /** The same of the request. */
  readonly pressedAt: number;
  /** Ends the look, where a hub still runs it, and hangs up. */
  close(): Promise<void>;
}

/** What a console does after a look has ended: it connects again wherever it can, and asks until it is granted and sees. */
export async function watchAll(two: Site, incidentId: string, limitMs = 15_000): Promise<Watching> {
  const end = performance.now() + limitMs;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const watching = await watchOnce(two, incidentId);
      if (watching !== undefined) return watching;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nothing was seen in time', { cause: last });
}

async function watchOnce(two: Site, incidentId: string): Promise<Watching | undefined> {
  const operator = await OperatorClient.signIn(two.origin, two.operator);
  let viewer: MediaViewer | undefined;
  try {
    await operator.until('the incident', () => operator.incident(incidentId), 1000);
    const all = two.owner.cameraIds.size;
    const { answer, keys, pressedAt } = await operator.ask(incidentId, { maxCameras: all, minutes: 5 });
    if (answer.kind === 'granted' && answer.look.cameras.length === all) {
      viewer = await MediaViewer.open(operator.client, keys);
      const { requestId } = answer.look;
      const cameraIds = answer.look.cameras.map(({ cameraId }) => cameraId);
      viewer.watch(requestId, cameraIds);
      const firsts = () => [...(viewer?.cameras.values() ?? [])].map((seen) => seen.firstPictureAt);
      await waitFor('a picture of each camera', () => firsts().every((at) => at !== undefined), 2500);
      const seen = viewer;
      const close = async (): Promise<void> => {
        await operator.client.send('POST', `/api/console/looks/${requestId}/end`).catch(() => undefined);
        seen.close();
        operator.close();
      };
      const allAt = Math.max(...(firsts() as number[]));
      return { operator, viewer, requestId, cameraIds, pressedAt, allAt, close };
    }
  } catch (error) {
    viewer?.close();
    operator.close();
    throw error;
  }
  operator.close();
  return undefined;
}

/** When the last picture of any camera came, once none has come for `quietMs`. */
export async function darkAt({ viewer }: Watching, quietMs = 700): Promise<number> {
  const newest = () => Math.max(...[...viewer.cameras.values()].map((seen) => seen.lastPictureAt ?? 0));
  await waitFor('the pictures to stop', () => performance.now() - newest() > quietMs);
  return newest();
}
