import { type Watching, watchAll } from '../apps/cli/test/watching.ts';
import { seeded } from '../packages/gateway-core/test/simulation.ts';
import { CallLoad, report } from './support/call-load.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';
import { type SoakProgramme, startSoakProgramme, VICTIMS, type Victim } from './support/soak-programme.ts';
import { untilReady } from './support/wellness.ts';
import { processesOf, verifyPublicLog, whatStands } from './support/what-stands.ts';

/** From the start of a new process, or for Postgres from the kill, to "ready". */
const HEALTHY_MS = 3000;
const LOOK_AGAIN_MS = 20_000;

/**
 * kill -9 of hub, gateway, intake and Postgres in a seeded order while calls come in at ten a second and an operator looks.
 * After each, the part is started again, and a look must open again. At the end every call that intake acknowledged is in the
 * database, the public log verifies, and no process is left.
 */
export async function kills({ times, seed, onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme();
  const healthy: Record<Victim, number[]> = { hub: [], gateway: [], intake: [], postgres: [] };
  const lookAgain: Record<Victim, number[]> = { hub: [], gateway: [], intake: [], postgres: [] };
  let rejected = 0;
  let pictures = 0;
  const count = ({ viewer }: Watching): void => {
    for (const seen of viewer.cameras.values()) {
      rejected += seen.rejected;
      pictures += seen.pictures;
    }
  };
  const load = new CallLoad(programme);
  const end = async (): Promise<void> => {
    await load.stop();
    await programme.close();
  };
  try {
    for (const [index, victim] of orderOf(times, seed).entries()) {
      const watching = await lookAt(programme, `look-${index}`);
      await programme.kill(victim);
      healthy[victim].push(await backAfter(programme, victim));
      const from = performance.now();
      count(watching);
      await watching.close();
      const again = await lookAt(programme, `again-${index}`);
      lookAgain[victim].push(performance.now() - from);
      count(again);
      await again.close();
      onProgress(
        `kill ${index + 1} of ${times}: ${victim}, healthy in ${healthy[victim].at(-1)?.toFixed(0)} ms`,
      );
    }
    await load.stop();
    const stands = await whatStands(programme.dir, load.acknowledged);
    for (const lost of stands.lost) onProgress(`lost: ${JSON.stringify(lost)}`);
    const verified = await verifyPublicLog(programme);
    if (verified.status !== 0) onProgress(verified.text);
    await end();
    const left = await processesOf(programme.dir);
    for (const line of left) onProgress(`left: ${line}`);
    const slow = VICTIMS.flatMap((victim) => healthy[victim]).filter((ms) => ms > HEALTHY_MS);
    const of = (what: string, all: Record<Victim, number[]>): [string, number[]][] =>
      VICTIMS.map((victim) => [`${victim}: ${what}`, all[victim]]);
    return {
      scenario: 'kills',
      done: `${times} × kill -9 (seed ${seed}) under ${load.sent} statements of calls`,
      kept: [
        {
          promise: 'an acknowledged statement is in the database',
          tried: load.acknowledged.length,
          broken: stands.lost.length,
        },
        { promise: 'a picture that arrives opens under its key', tried: pictures, broken: rejected },
        {
          promise: '`porchlight verify` passes over the public log',
          tried: 1,
          broken: verified.status === 0 ? 0 : 1,
        },
        { promise: `healthy within ${HEALTHY_MS} ms`, tried: times, broken: slow.length },
        { promise: 'a look opens again', tried: times, broken: 0 },
        { promise: 'no process is left', tried: 1, broken: left.length },
      ],
      recoveries: Object.fromEntries([
        ...of('healthy', healthy),
        ...of('then a picture of a new look', lookAgain),
      ]),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Each part in turn, in an order that the seed shuffles anew for each round. */
function orderOf(times: number, seed: number): Victim[] {
  const random = seeded(seed);
  const order: Victim[] = [];
  while (order.length < times) {
    const round = VICTIMS.map((victim) => ({ victim, at: random() })).sort((a, b) => a.at - b.at);
    order.push(...round.map(({ victim }) => victim));
  }
  return order.slice(0, times);
}

async function backAfter(programme: SoakProgramme, victim: Victim): Promise<number> {
  const from = performance.now();
  await programme.restart(victim);
  await untilReady(programme.readyUrl(victim));
  return performance.now() - from;
}

/** A call is handed in until intake takes it, then looked at. */
async function lookAt(programme: SoakProgramme, call: string): Promise<Watching> {
  const incidentId = await report(programme, call);
  if (incidentId === undefined) throw new Error('intake took no call');
  const watching = await watchAll(programme, incidentId, LOOK_AGAIN_MS);
  return watching;
}
