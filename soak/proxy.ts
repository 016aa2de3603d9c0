import { hubLink } from './hub-link.ts';
import { FAULTS, type Fault } from './support/fault-proxy.ts';
import { hurtAndHeal } from './support/heals.ts';
import { type Outcome, type SoakOptions, together } from './support/outcome.ts';
import { PATHS, type Path, startSoakProgramme } from './support/soak-programme.ts';

/** Longer than any silence that a part allows another. */
const LASTS_MS = 6000;
/** Heartbeats may be 4 s silent; the rest is for a machine that does other things. */
const DARK_WITHIN_MS = 5000;
const HEALS_WITHIN_MS = 15_000;
/** On these paths no picture can go on while nothing comes through. */
const CARRIES_PICTURES: readonly Path[] = ['gateway-hub', 'viewer-hub', 'gateway-camera'];
const STOPS_ALL: readonly Fault[] = ['reset', 'half-open', 'cut'];
const SHORT: readonly Path[] = ['gateway-hub'];

/**
 * Each fault on each path between two parts, during a look: where nothing comes through, pictures end in time; elsewhere the
 * look goes on; afterwards a new look opens by itself.
 */
export async function proxy(options: SoakOptions): Promise<Outcome> {
  const paths = await hurtPaths(options);
  return options.short ? paths : together('proxy', [paths, await hubLink(options)]);
}

async function hurtPaths({ short, onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme({ databaseApart: true });
  const healed: Record<string, number[]> = {};
  const count = { faults: 0, stopping: 0, late: 0, sparing: 0, harmed: 0, slow: 0, pictures: 0, rejected: 0 };
  try {
    for (const path of short ? SHORT : PATHS)
      for (const fault of short ? (['half-open'] as const) : FAULTS) {
        const proxied = programme.proxies[path];
        const hurt = await hurtAndHeal(
          programme,
          `${path} ${fault}`,
          () => proxied.set(fault),
          () => proxied.set(undefined),
          LASTS_MS,
        );
        count.faults += 1;
        count.pictures += hurt.pictures;
        count.rejected += hurt.rejected;
        if (hurt.healedMs > HEALS_WITHIN_MS) count.slow += 1;
        const stops = CARRIES_PICTURES.includes(path) && STOPS_ALL.includes(fault);
        if (stops) {
          count.stopping += 1;
          if (hurt.lastPictureMs > DARK_WITHIN_MS) count.late += 1;
        } else if (!CARRIES_PICTURES.includes(path)) {
          count.sparing += 1;
          if (hurt.lastPictureMs < LASTS_MS - 1000) count.harmed += 1;
        }
        healed[path] = [...(healed[path] ?? []), hurt.healedMs];
        onProgress(
          `${path}, ${fault}: last picture after ${Math.round(hurt.lastPictureMs)} ms, healed in ${Math.round(hurt.healedMs)} ms`,
        );
      }
  } finally {
    await programme.close();
  }
  const held = (promise: string, tried: number, broken: number) => ({ promise, tried, broken });
  return {
    scenario: 'proxy',
    done: `${count.faults} faults of ${LASTS_MS / 1000} s on paths between two parts, each in a look`,
    kept: [
      held(`no picture later than ${DARK_WITHIN_MS} ms after its path was shut`, count.stopping, count.late),
      held('a fault on a path without pictures leaves the look alone', count.sparing, count.harmed),
      held(`a new look shows pictures within ${HEALS_WITHIN_MS} ms of the end`, count.faults, count.slow),
      held('a picture that arrives opens under its key', count.pictures, count.rejected),
    ],
    recoveries: healed,
  };
}
