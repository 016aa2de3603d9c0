import { type Watching, watchAll } from '../../apps/cli/test/watching.ts';
import { report } from './call-load.ts';
import type { SoakProgramme } from './soak-programme.ts';

/** What a fault did to a look that ran, and how the programme was afterwards. Milliseconds. */
export interface Hurt {
  /** From the start of the fault to the last picture of the look that was hurt. */
  readonly lastPictureMs: number;
  /** From the end of the fault to the first picture of each camera in a new look. */
  readonly healedMs: number;
  /** From the start of the fault until the last camera of that look was told gone; undefined when one was not before the end. */
  readonly goneMs: number | undefined;
  readonly pictures: number;
  readonly rejected: number;
}

const HEALS_WITHIN_MS = 30_000;
const FIRST_LOOK_MS = 20_000;

/** Opens a look, lets `fault` last for `lastsMs`, ends it with `mend`, and asks for a look until there is one. */
export async function hurtAndHeal(
  programme: SoakProgramme,
  name: string,
  fault: () => Promise<void> | void,
  mend: () => Promise<void> | void,
  lastsMs: number,
): Promise<Hurt> {
  const before = await lookAt(programme, `before ${name}`, FIRST_LOOK_MS);
  const from = performance.now();
  await fault();
  await new Promise((later) => setTimeout(later, lastsMs));
  await mend();
  const mendedAt = performance.now();
  const lastPictureMs = newestOf(before, mendedAt) - from;
  const goneMs = goneOf(before, from);
  const counted = countOf(before);
  await before.close();
  const after = await lookAt(programme, `after ${name}`, HEALS_WITHIN_MS);
  const healedMs = after.allAt - mendedAt;
  const again = countOf(after);
  await after.close();
  return {
    lastPictureMs,
    healedMs,
    goneMs,
    pictures: counted.pictures + again.pictures,
    rejected: counted.rejected + again.rejected,
  };
}

function newestOf({ viewer }: Watching, until: number): number {
  return Math.max(
    ...[...viewer.cameras.values()].map(({ lastPictureAt = 0 }) => Math.min(lastPictureAt, until)),
  );
}

function goneOf({ viewer }: Watching, from: number): number | undefined {
  const gone = [...viewer.cameras.values()].map(({ goneAt }) => goneAt ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...gone) - from;
  return Number.isFinite(last) ? last : undefined;
}

/** The pictures of a look so far: those that opened, and those that did not. */
export function countOf({ viewer }: Watching): { pictures: number; rejected: number } {
  const seen = [...viewer.cameras.values()];
  const sum = (of: (each: (typeof seen)[number]) => number): number =>
    seen.reduce((total, each) => total + of(each), 0);
  return { pictures: sum((each) => each.pictures), rejected: sum((each) => each.rejected) };
}

/** A call is handed in until intake takes it, then looked at until every camera shows a picture. */
export async function lookAt(programme: SoakProgramme, call: string, withinMs: number): Promise<Watching> {
  const from = performance.now();
  for (;;) {
    const incidentId = await report(programme, call);
    const left = withinMs - (performance.now() - from);
    if (incidentId !== undefined) return watchAll(programme, incidentId, left);
    if (left < 0) throw new Error(`${call}: intake took no call`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
