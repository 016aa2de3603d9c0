import { hurtAndHeal, lookAt } from './support/heals.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';
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

/** SIGSTOP for ten seconds, then SIGCONT: a process that neither answers nor ends. */
export async function stops({ short, onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme();
  const healed: Record<string, number[]> = {};
  const count = { late: 0, stopping: 0, slow: 0, stopped: 0, rejected: 0, pictures: 0, harmed: 0 };
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
    if (!short) {
      const { harmed, healedMs } = await stopViewer(programme);
      if (harmed) count.harmed += 1;
      if (healedMs > HEALS_WITHIN_MS) count.slow += 1;
      healed['viewer'] = [healedMs];
      onProgress(
        `viewer stopped: another ${harmed ? 'was harmed' : 'went on'}, a new look in ${Math.round(healedMs)} ms`,
      );
    }
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
        promise: 'nobody misses a second beside a viewer that stands still',
        tried: short ? 0 : 1,
        broken: count.harmed,
      },
      {
        promise: 'a picture that arrives opens under its key',
        tried: count.pictures,
        broken: count.rejected,
      },
    ],
    recoveries: healed,
  };
}
