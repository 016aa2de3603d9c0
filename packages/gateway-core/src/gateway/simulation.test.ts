import { makeProgramme } from '@porchlight/testkit';
import { expect, test } from 'vitest';
import { Simulation } from '../../test/simulation.ts';

/** SEED=n replays one; SEEDS=n takes so many. */
const { SEED, SEEDS = '40' } = process.env;
const FIRST = Number(SEED ?? 1);
const COUNT = SEED === undefined ? Number(SEEDS) : 1;

test(`whatever a hub loses, repeats, reorders or keeps back, and however the clock jumps: no permit outlives its right, and an honest look opens again (${COUNT} seeds)`, async () => {
  const programme = await makeProgramme();
  const faults: string[] = [];
  let opened = 0;
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const simulation = new Simulation(programme, seed);
    await simulation.run();
    opened += simulation.opened;
    faults.push(...simulation.faults.map((fault) => `SEED=${seed}: ${fault}`));
  }
  expect(faults).toEqual([]);
  // Each ends with one; a simulation that opens no others has tried nothing.
  if (COUNT > 1) expect(opened).toBeGreaterThan(COUNT * 1.3);
}, 600_000);
