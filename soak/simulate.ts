import { makeProgramme } from '@porchlight/testkit';
import { ALIVE_WITHIN_S, Simulation } from '../packages/gateway-core/test/simulation.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';

/**
 * The simulation of the unit tests with other seeds, `minutes` long or, in the short form, 100 of them. A fault names its seed:
 * `SEED=n npx vitest run packages/gateway-core/src/gateway/simulation.test.ts` plays it again.
 */
export async function simulate({ minutes, seed, short, onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await makeProgramme();
  const until = performance.now() + minutes * 60_000;
  let seeds = 0;
  let opened = 0;
  let faults = 0;
  while (short ? seeds < 100 : performance.now() < until) {
    const simulation = new Simulation(programme, seed + seeds);
    await simulation.run();
    for (const fault of simulation.faults) onProgress(`SEED=${seed + seeds}: ${fault}`);
    seeds += 1;
    opened += simulation.opened;
    if (simulation.faults.length > 0) faults += 1;
  }
  const promise = `no permit outlives its right, and an honest look opens ${ALIVE_WITHIN_S} s after the last fault`;
  return {
    scenario: 'simulation',
    done: `${seeds} seeds from ${seed} on, ${opened} looks opened`,
    kept: [{ promise, tried: seeds, broken: faults }],
    recoveries: {},
  };
}
