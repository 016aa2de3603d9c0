import { watchAll } from '../apps/cli/test/watching.ts';
import { CallLoad, report } from './support/call-load.ts';
import { lookAt } from './support/heals.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';
import { DISKS, type Disk, fill, makeRoom } from './support/small-disks.ts';
import { type SoakProgramme, startSoakProgramme } from './support/soak-programme.ts';
import { verifyPublicLog, whatStands } from './support/what-stands.ts';

const LASTS_MS = 8000;
const NO_LOOK_MS = 5000;
const HEALS_WITHIN_MS = 30_000;
/** A look must be on the disk before its first picture at the gateway, and in the log at the hub; intake has taken its call before. */
const OPENS_NOTHING: readonly Disk[] = ['hub', 'gateway'];

/**
 * The disk of hub (with its database and log), intake and gateway runs full, one after the other, under calls at ten a second. A part
 * that ends is started again as by a supervisor, when there is room.
 */
export async function disk({ onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme({ smallDisks: true });
  const healed: Record<string, number[]> = {};
  const count = { opened: 0, taken: 0, slow: 0 };
  const load = new CallLoad(programme);
  try {
    for (const each of DISKS) {
      const open = await report(programme, `open-${each}`);
      await fill(programme.dir, each);
      const from = performance.now();
      if (OPENS_NOTHING.includes(each) && (await opens(programme, open ?? ''))) count.opened += 1;
      await new Promise((later) => setTimeout(later, LASTS_MS - (performance.now() - from)));
      // By now the page that the journal had begun is full as well.
      if (each === 'intake' && (await report(programme, 'into-a-full-disk')) !== undefined) count.taken += 1;
      await makeRoom(programme.dir, each);
      const roomAt = performance.now();
      const supervisor = superviseUntil(programme, each);
      await (await lookAt(programme, `after-${each}`, HEALS_WITHIN_MS)).close();
      const took = performance.now() - roomAt;
      const restarts = await supervisor();
      if (took > HEALS_WITHIN_MS) count.slow += 1;
      healed[each] = [took];
      onProgress(
        `${each}: ${restarts > 0 ? 'ended and was started again' : 'went on'}; a look ${Math.round(took)} ms after there was room`,
      );
    }
    await load.stop();
    const stands = await whatStands(programme.dir, load.acknowledged);
    const verified = await verifyPublicLog(programme);
    if (verified.status !== 0) onProgress(verified.text);
    return {
      scenario: 'disk',
      done: `the disks of ${DISKS.join(', ')} full for ${LASTS_MS / 1000} s each, under ${load.sent} statements of calls`,
      kept: [
        {
          promise: 'an acknowledged statement is in the database',
          tried: load.acknowledged.length,
          broken: stands.lost.length,
        },
        {
          promise: 'no look opens that cannot be written down',
          tried: OPENS_NOTHING.length,
          broken: count.opened,
        },
        { promise: 'no call is acknowledged that cannot be written down', tried: 1, broken: count.taken },
        {
          promise: `a new look within ${HEALS_WITHIN_MS} ms once there is room`,
          tried: DISKS.length,
          broken: count.slow,
        },
        {
          promise: '`porchlight verify` passes over the public log',
          tried: 1,
          broken: verified.status === 0 ? 0 : 1,
        },
      ],
      recoveries: healed,
    };
  } finally {
    await load.stop().catch(() => undefined);
    await programme.close();
  }
}

/** Starts the part again whenever it has ended, until the function that this returns is called: how often it did. */
function superviseUntil(programme: SoakProgramme, part: Disk): () => Promise<number> {
  let [restarts, watching] = [0, true];
  const ended = (async () => {
    for (; watching; await new Promise((later) => setTimeout(later, 100)))
      if (programme.hasEnded(part)) {
        restarts += 1;
        await programme.restart(part);
      }
  })();
  return async () => {
    watching = false;
    await ended;
    return restarts;
  };
}

/** Whether a look at that incident shows a picture within five seconds. */
async function opens(programme: SoakProgramme, incidentId: string): Promise<boolean> {
  return watchAll(programme, incidentId, NO_LOOK_MS).then(
    async (watching) => {
      await watching.close();
      return true;
    },
    () => false,
  );
}
