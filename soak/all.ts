/**
 * Hurts a whole programme in every way listed here, and says what held. One table on standard output, the same as JSON in
 * soak/results.json. Exit status 1 when a promise broke or a scenario did not run to its end.
 * Usage: npm run soak [-- --only kills,proxy] [--times 12] [--minutes 3] [--seed 1] [--short]
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { machine } from '../bench/support/figures.ts';
import { clocks } from './clocks.ts';
import { day } from './day.ts';
import { disk } from './disk.ts';
import { kills } from './kills.ts';
import { noise } from './noise.ts';
import { proxy } from './proxy.ts';
import { simulate } from './simulate.ts';
import { stops } from './stops.ts';
import { brokenIn, type Outcome, type Scenario, type SoakOptions, tableOf } from './support/outcome.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  kills,
  proxy,
  stops,
  disk,
  clocks,
  simulation: simulate,
  day,
  noise,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    times: { type: 'string', default: '12' },
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});
const SHORT = ['kills', 'proxy', 'simulation'];
const names = values.only?.split(',') ?? (values.short ? SHORT : Object.keys(SCENARIOS));
const unknown = names.find((name) => SCENARIOS[name] === undefined);
if (unknown !== undefined) {
  console.error(`There is no scenario ${unknown}. There are: ${Object.keys(SCENARIOS).join(', ')}.`);
  process.exit(1);
}
const options: SoakOptions = {
  times: values.short ? 4 : positive('times', values.times),
  minutes: positive('minutes', values.minutes),
  // The short form is the same each time: it guards what holds, and the long one looks for what does not.
  seed:
    values.seed === undefined ? (values.short ? 1 : Date.now() % 1_000_000) : positive('seed', values.seed),
  short: values.short,
  onProgress: (line) => console.log(line),
};
console.log(`seed ${options.seed}; ${machine()}`);
const outcomes: Outcome[] = [];
let unfinished = 0;
for (const name of names) {
  console.log(`== ${name}`);
  try {
    outcomes.push(await (SCENARIOS[name] as Scenario)(options));
  } catch (error) {
    unfinished += 1;
    console.error(`${name} did not run to its end (seed ${options.seed}):`, error);
  }
}
console.log(`\n${tableOf(outcomes)}\n`);
await writeFile(
  new URL('results.json', import.meta.url),
  `${JSON.stringify({ at: new Date().toISOString(), seed: options.seed, machine: machine(), outcomes }, null, 2)}\n`,
);
const promises = outcomes.reduce((sum, { kept }) => sum + kept.length, 0);
const broken = outcomes.reduce((sum, outcome) => sum + brokenIn(outcome), 0) + unfinished;
console.log(`${promises + unfinished - broken} passed, ${broken} failed`);
process.exit(broken > 0 ? 1 : 0);

function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`--${name} is a whole number above 0, not ${text}.`);
  process.exit(1);
}
