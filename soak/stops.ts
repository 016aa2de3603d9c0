import { stopBrowser } from './stop-browser.ts';
import { hurtAndHeal, lookAt } from './support/heals.ts';
import type { Kept, Outcome, SoakOptions } from './support/outcome.ts';
import { type SoakProgramme, startSoakProgramme, VICTIMS, type Victim } from './support/soak-programme.ts';

const LASTS_MS = 10_000;
const DARK_WITHIN_MS = 5000;
const HEALS_WITHIN_MS = 15_000;
/** A look runs without these two, as long as the log's head is fresh. */
const SPARES: readonly Victim[] = ['intake', 'postgres'];

/** A viewer that takes and acknowledges nothing any more, while another looks at the same cameras. */
async function stopViewer(programme: SoakProgramme): Promise<{ harmed: boolean; healedMs: number }> {
  const stopped = await lookAt(programme, 'to be stopped', HEALS_WITHIN_MS);
  const other = await lookAt(programme, 'beside the stopped', HEALS_WITHIN_MS);
  stopped.viewer.freeze();
  const seen = (): number[] => [...other.viewer.cameras.values()].map(({ pictures }) => pictures);
  let harmed = false;
  for (let second = 0; second < LASTS_MS / 1000; second++) {
    const before = seen();
    await new Promise((later) => setTimeout(later, 1000));
    if (seen().some((pictures, n) => pictures === before[n])) harmed = true;
  }
  await other.close();
  await stopped.close();
  const from = performance.now();
  const after = await lookAt(programme, 'after the stopped', HEALS_WITHIN_MS);
  await after.close();
  return { harmed, healedMs: after.allAt - from };
}

interface Beside {
  readonly kept: readonly Kept[];
  readonly recoveries: Readonly<Record<string, readonly number[]>>;
}

const once = (promise: string, held: boolean): Kept => ({ promise, tried: 1, broken: held ? 0 : 1 });

/** A viewer program, then a real console, each beside another who looks at the same cameras. */
async function besideOthers(programme: SoakProgramme, { onProgress }: SoakOptions): Promise<Beside> {
  const viewer = await stopViewer(programme);
  onProgress(
    `viewer stopped: another ${viewer.harmed ? 'was harmed' : 'went on'}, a new look in ${Math.round(viewer.healedMs)} ms`,
  );
  const { harmed, memoryGrewMb, memoryKept, liveAgainMs, lagMs } = await stopBrowser(programme);
  const again = liveAgainMs === undefined ? 'not live in time' : `live after ${Math.round(liveAgainMs)} ms`;
  onProgress(
    `browser stopped: another ${harmed ? 'was harmed' : 'went on'}, hub ${memoryGrewMb.toFixed(0)} MB more at most, its tiles ${again}, oldest picture ${Math.round(lagMs)} ms`,
  );
  return {
    kept: [
      once('nobody misses a second beside a viewer that stands still', !viewer.harmed),
      once(`a new look within ${HEALS_WITHIN_MS} ms beside that viewer`, viewer.healedMs <= HEALS_WITHIN_MS),
      once('nobody misses a second beside a browser that stands still', !harmed),
      once('the hub’s memory is bounded meanwhile', memoryKept),
      once(
        'its tiles are live within 5 s of its going on, no picture older than 500 ms',
        liveAgainMs !== undefined,
      ),
    ],
    recoveries: { viewer: [viewer.healedMs], browser: liveAgainMs === undefined ? [] : [liveAgainMs] },
  };
}

/** SIGSTOP for ten seconds, then SIGCONT: a process that neither answers nor ends. */
export async function stops(options: SoakOptions): Promise<Outcome> {
  const { short, onProgress } = options;
  const programme = await startSoakProgramme();
  const healed: Record<string, number[]> = {};
  const count = { late: 0, stopping: 0, slow: 0, stopped: 0, rejected: 0, pictures: 0 };
  let beside: Beside = { kept: [], recoveries: {} };
  try {
    for (const victim of short ? (['gateway'] as const) : VICTIMS) {
      const pid = await programme.pid(victim);
      const signal = (name: 'SIGSTOP' | 'SIGCONT') => () => void process.kill(pid, name);
      const hurt = await hurtAndHeal(programme, victim, signal('SIGSTOP'), signal('SIGCONT'), LASTS_MS);
      count.stopped += 1;
      count.rejected += hurt.rejected;
      count.pictures += hurt.pictures;
      if (!SPARES.includes(victim)) {
        count.stopping += 1;
        if (hurt.lastPictureMs > DARK_WITHIN_MS) count.late += 1;
      }
      if (hurt.healedMs > HEALS_WITHIN_MS) count.slow += 1;
      healed[victim] = [hurt.healedMs];
      onProgress(
        `${victim} stopped: last picture after ${Math.round(hurt.lastPictureMs)} ms, healed in ${Math.round(hurt.healedMs)} ms`,
      );
    }
    if (!short) beside = await besideOthers(programme, options);
  } finally {
    await programme.close();
  }
  return {
    scenario: 'stops',
    done: `${count.stopped} processes stopped for ${LASTS_MS / 1000} s, each in a look`,
    kept: [
      { promise: 'no picture from a part that stands still', tried: count.stopping, broken: count.late },
      {
        promise: `a new look shows pictures within ${HEALS_WITHIN_MS} ms of the end`,
        tried: count.stopped,
        broken: count.slow,
      },
      {
        promise: 'a picture that arrives opens under its key',
        tried: count.pictures,
        broken: count.rejected,
      },
      ...beside.kept,
    ],
    recoveries: { ...healed, ...beside.recoveries },
  };
}
