import { existsSync } from 'node:fs';
import { watchAll } from '../apps/cli/test/watching.ts';
import { CallLoad, report } from './support/call-load.ts';
import { lookAt } from './support/heals.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';
import { type Program, type SoakProgramme, startSoakProgramme } from './support/soak-programme.ts';
import { verifyPublicLog, whatStands } from './support/what-stands.ts';

const PROGRAMS: readonly Program[] = ['hub', 'gateway', 'intake', 'witness'];
const DAYS: readonly number[] = [400, -400];
const LIBRARY = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path)) as string | undefined;
const TRIES_FOR_MS = 6000;
const DARK_WITHIN_MS = 5000;
const HEALS_WITHIN_MS = 30_000;

/**
 * Hub (with its database), gateway, intake and a witness run, one after the other, with a clock 400 days ahead and behind, while
 * the others are right: what they release and forget then, and whether all is well once their clock is right again.
 */
export async function clocks({ onProgress }: SoakOptions): Promise<Outcome> {
  if (!LIBRARY) throw new Error('Clocks are moved by libfaketime: sudo apt-get install libfaketime');
  const programme = await startSoakProgramme();
  const healed: Record<string, number[]> = {};
  const count = { tried: 0, outlived: 0, looked: 0, pictures: 0, rejected: 0 };
  const load = new CallLoad(programme);
  try {
    for (const name of PROGRAMS)
      for (const days of DAYS) {
        count.tried += 1;
        const said = await withClock(programme, name, days, count);
        const mendedAt = performance.now();
        if (!programme.hasEnded(name)) await programme.kill(name);
        await programme.restart(name);
        await (await lookAt(programme, `right again ${name} ${days}`, HEALS_WITHIN_MS)).close();
        const took = performance.now() - mendedAt;
        healed[name] = [...(healed[name] ?? []), took];
        onProgress(`${name}, ${days} days: ${said}; a look ${Math.round(took)} ms after its clock was right`);
      }
    await load.stop();
    const stands = await whatStands(programme.dir, load.acknowledged);
    for (const lost of stands.lost) onProgress(`lost: ${JSON.stringify(lost)}`);
    const verified = await verifyPublicLog(programme);
    if (verified.status !== 0) onProgress(verified.text);
    return {
      scenario: 'clocks',
      done: `${count.tried} times a part with a clock 400 days wrong, under ${load.sent} statements of calls`,
      kept: [
        {
          promise: 'an acknowledged statement is in the database: nothing was forgotten early',
          tried: load.acknowledged.length,
          broken: stands.lost.length,
        },
        {
          promise: `a look that opened is dark ${DARK_WITHIN_MS} ms after its incident was closed`,
          tried: count.looked,
          broken: count.outlived,
        },
        {
          promise: 'a picture that arrives opens under its key',
          tried: count.pictures,
          broken: count.rejected,
        },
        { promise: 'a look opens once the clock is right', tried: count.tried, broken: 0 },
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

interface Count {
  outlived: number;
  looked: number;
  pictures: number;
  rejected: number;
}

/** Starts the part anew with that clock, tries to look, and closes the incident of a look that opened. In words what came of it. */
async function withClock(
  programme: SoakProgramme,
  name: Program,
  days: number,
  count: Count,
): Promise<string> {
  await programme.kill(name);
  const env = {
    LD_PRELOAD: LIBRARY as string,
    FAKETIME: `${days > 0 ? '+' : ''}${days}d`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  const started = await programme.restart(name, env).then(
    () => true,
    () => false,
  );
  if (!started) return 'did not start';
  const call = `clock ${name} ${days}`;
  const incidentId = await report(programme, call);
  if (incidentId === undefined) return 'intake took no call';
  const watching = await watchAll(programme, incidentId, TRIES_FOR_MS).catch(() => undefined);
  if (watching === undefined) return 'no look opened';
  count.looked += 1;
  const closedAt = await untilClosed(programme, call);
  await new Promise((later) => setTimeout(later, DARK_WITHIN_MS + 500));
  const seen = [...watching.viewer.cameras.values()];
  const last = Math.max(...seen.map(({ lastPictureAt = 0 }) => lastPictureAt));
  if (last - closedAt > DARK_WITHIN_MS) count.outlived += 1;
  for (const { pictures, rejected } of seen) {
    count.pictures += pictures;
    count.rejected += rejected;
  }
  await watching.close();
  return `a look opened, and was dark ${Math.max(0, Math.round(last - closedAt))} ms after the close`;
}

/** Dispatch says that the call is over until intake takes it; when it did. */
async function untilClosed(programme: SoakProgramme, call: string): Promise<number> {
  while ((await report(programme, call, 2)) === undefined)
    await new Promise((later) => setTimeout(later, 100));
  return performance.now();
}
