/**
 * The wall at work in headless Chromium (software rendering): each window shows a look of its own, twelve small tiles with sub
 * streams (360p, 10/s) around a large one with its main stream (720p, 15/s). Glass to glass is the time stamp that the town puts
 * into each picture to the moment it is painted; frames are those painted against those the cameras sent; CPU is of processes.
 * Twice: as the machine is, and with a program of the lowest priority on each core that keeps it from falling asleep, because waking
 * a virtual machine's core for each picture costs more than the picture. No peer in this run. Not shown: a hardware decoder, a real screen.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/wall.ts [--windows 1] [--profile] [seconds, 30]
 * With `--profile` it says which functions of each server took the time; the sampler itself costs some.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { enterAs } from '../e2e/support/personas.ts';
import { awake } from './support/awake.ts';
import { tellIntake } from './support/dispatch.ts';
import { printRows, single, spreadOf } from './support/figures.ts';
import { bringUp, type OperatorPage, reportBurglary, withOperatorPage } from './support/operator-page.ts';
import { cpuSeconds } from './support/process-cpu.ts';
import { Profiles } from './support/profile.ts';

const { values, positionals } = parseArgs({
  options: { profile: { type: 'boolean' }, windows: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const SECONDS = Number(positionals[0] ?? 30);
const WINDOWS = Number(values.windows);
const SETTLE_MS = 6000;
const IDLE_MS = 15_000;
const SAMPLE_MS = 200;
const RATE = { main: 15, sub: 10 } as const;
const MOST_FUNCTIONS = 14;

type StreamName = keyof typeof RATE;

interface Sample {
  readonly window: number;
  readonly id: string;
  readonly stream: StreamName;
  readonly drawn: number;
  readonly glassMs: number;
}

const profiles = values.profile ? new Profiles() : undefined;
Object.assign(process.env, profiles?.env);

await withOperatorPage(async (parts) => {
  const { demo, page } = parts;
  const servers = Object.entries(demo.parts).map(([name, part]) => ({
    name,
    pid: part.process.pid as number,
  }));
  const hub = servers.filter(({ name }) => name === 'hub').map(({ pid }) => pid);
  const all = servers.map(({ pid }) => pid);
  const spent = () => ({
    all: cpuSeconds(all),
    hub: cpuSeconds(hub),
    browser: cpuSeconds(pidsOf('chromium')),
  });
  const rest = () => page.waitForTimeout(IDLE_MS);
  const idle = await spentIn(spent, rest);
  const idleAwake = await awake(() => spentIn(spent, rest));

  await reportBurglary(parts);
  const pages = [page];
  while (pages.length < WINDOWS) pages.push(await anotherWindow(parts));
  for (const window of pages) {
    await bringUp(window);
    await window.getByRole('button', { name: '1+12', exact: true }).evaluate((b: HTMLElement) => b.click());
  }
  await page.waitForTimeout(SETTLE_MS);

  profiles?.begin(servers);
  const glass = { main: [] as number[], sub: [] as number[] };
  const from = performance.now();
  const before = await tilesOf(pages);
  const wall = await spentIn(spent, async () => {
    while (performance.now() - from < SECONDS * 1000) {
      for (const { stream, glassMs } of await tilesOf(pages)) if (glassMs > 0) glass[stream].push(glassMs);
      await page.waitForTimeout(SAMPLE_MS);
    }
  });
  const after = await tilesOf(pages);
  const seconds = (performance.now() - from) / 1000;
  if (profiles) console.log(await profiles.end(servers, MOST_FUNCTIONS));
  const wallAwake = await awake(() => spentIn(spent, rest));

  const drawn = (stream: StreamName): number[] =>
    after
      .filter((tile) => tile.stream === stream)
      .flatMap((tile) => {
        const first = before.find(({ window, id }) => window === tile.window && id === tile.id);
        // A camera that came meanwhile was not there for all of it.
        return first ? [((tile.drawn - first.drawn) / (seconds * RATE[stream])) * 100] : [];
      });
  const one = WINDOWS === 1;
  printRows(
    one ? 'wall' : 'wall-windows',
    `wall of ${after.length} tiles${one ? ', one of them main' : ` in ${WINDOWS} windows, ${WINDOWS} of them main`}, for ${Math.round(seconds)} s`,
    [
      {
        what: 'glass to glass, main 720p, ms',
        ...spreadOf(glass.main),
        gate: one ? 'p95 ≤ 80' : 'p95 ≤ 120',
      },
      { what: 'glass to glass, sub 360p, ms', ...spreadOf(glass.sub), gate: 'p95 ≤ 120' },
      { what: 'frames painted of those sent, main, %', ...spreadOf(drawn('main')), gate: '≥ 99' },
      { what: 'frames painted of those sent, sub, %', ...spreadOf(drawn('sub')), gate: '≥ 99' },
      {
        what: 'servers for the wall, CPU-s a minute',
        ...single((wall.all - idle.all) * 60),
        gate: one ? '≤ 2.5' : '–',
      },
      {
        what: 'the same with the cores kept awake',
        ...single((wallAwake.all - idleAwake.all) * 60),
        gate: one ? '≤ 2.5' : '–',
      },
      { what: 'of it the hub', ...single((wallAwake.hub - idleAwake.hub) * 60), gate: '–' },
      { what: 'servers with 32 warm cameras, nobody looking', ...single(idle.all * 60), gate: '–' },
      { what: 'browser, all processes, cores', ...single(wall.browser), gate: one ? '≤ 1.2' : '–' },
    ],
  );
});

/** The same operator's window beside it, with another burglary at the same place. */
async function anotherWindow({ page, demo }: OperatorPage): Promise<Page> {
  const another = await page.context().newPage();
  await enterAs(another, `${demo.origin}/console`, /Operator/);
  const place = 'Two houses on';
  await tellIntake(demo, { call: 'another', place, update: 1, status: 'open', north: 0 });
  const row = another.locator('.incident-row', { hasText: place }).first();
  await row.evaluate((button: HTMLElement) => button.click());
  return another;
}

type Spent = Readonly<Record<'all' | 'hub' | 'browser', number>>;

/** Cores in use while `work` is done. */
async function spentIn(spent: () => Spent, work: () => Promise<unknown>): Promise<Spent> {
  const [before, from] = [spent(), performance.now()];
  await work();
  const [after, seconds] = [spent(), (performance.now() - from) / 1000];
  const cores = (what: keyof Spent): number => (after[what] - before[what]) / seconds;
  return { all: cores('all'), hub: cores('hub'), browser: cores('browser') };
}

async function tilesOf(pages: readonly Page[]): Promise<Sample[]> {
  const found = await Promise.all(
    pages.map((page, window) =>
      page.locator('.tile').evaluateAll(
        (tiles, window) =>
          tiles.map((tile) => {
            const { camera = '', stream, drawn = '0', glassMs = '0' } = (tile as HTMLElement).dataset;
            return {
              window,
              id: camera,
              stream: stream === 'main' ? ('main' as const) : ('sub' as const),
              drawn: Number(drawn),
              glassMs: Number(glassMs),
            };
          }),
        window,
      ),
    ),
  );
  return found.flat();
}

/** Every process of this name. */
function pidsOf(name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => commandOf(pid) === name);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
