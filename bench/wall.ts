/**
 * The wall at work in headless Chromium (software rendering): twelve cameras, one of them large with its main stream (720p,
 * 15/s), the others with sub streams (360p, 10/s). Glass to glass is the time stamp that the town puts into each picture to
 * the moment it is painted; frames are those painted against those the cameras sent; CPU is of processes. No peer in this
 * run. Not shown: a hardware decoder, a real screen.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/wall.ts [seconds, 30]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { printRows, spreadOf, tenth } from './support/figures.ts';
import { bringUp, reportBurglary, withOperatorPage } from './support/operator-page.ts';
import { cpuSeconds } from './support/process-cpu.ts';

const SECONDS = Number(process.argv[2] ?? 30);
const SETTLE_MS = 6000;
const IDLE_MS = 15_000;
const SAMPLE_MS = 200;
const RATE = { main: 15, sub: 10 } as const;

interface Sample {
  readonly id: string;
  readonly stream: 'main' | 'sub';
  readonly drawn: number;
  readonly glassMs: number;
}

await withOperatorPage(async (parts) => {
  const { page, demo } = parts;
  const servers = Object.values(demo.parts).map((part) => part.process.pid as number);
  const idleFrom = { at: performance.now(), cpu: cpuSeconds(servers) };
  await page.waitForTimeout(IDLE_MS);
  const idle = ((cpuSeconds(servers) - idleFrom.cpu) / (performance.now() - idleFrom.at)) * 60_000;
  await reportBurglary(parts);
  await bringUp(page);
  await page.getByRole('button', { name: '1+12', exact: true }).evaluate((b: HTMLElement) => b.click());
  await page.waitForTimeout(SETTLE_MS);
  const browserPids = pidsOf('chromium');
  const cpu = () => ({ servers: cpuSeconds(servers), browser: cpuSeconds(browserPids) });
  const before = { cpu: cpu(), at: performance.now(), samples: await sample() };
  const glass = { main: [] as number[], sub: [] as number[] };
  while (performance.now() - before.at < SECONDS * 1000) {
    for (const { stream, glassMs } of await sample()) if (glassMs > 0) glass[stream].push(glassMs);
    await page.waitForTimeout(SAMPLE_MS);
  }
  const after = { cpu: cpu(), at: performance.now(), samples: await sample() };
  const seconds = (after.at - before.at) / 1000;
  const drawn = (stream: 'main' | 'sub'): number[] =>
    after.samples
      .filter((tile) => tile.stream === stream)
      .map(({ id, drawn: count }) => {
        const first = before.samples.find((tile) => tile.id === id)?.drawn ?? 0;
        return ((count - first) / (seconds * RATE[stream])) * 100;
      });
  const minutes = seconds / 60;
  const one = (value: number) => spreadOf([value]);
  printRows('wall', `wall of ${after.samples.length} tiles, one of them main, for ${Math.round(seconds)} s`, [
    { what: 'glass to glass, main 720p, ms', ...spreadOf(glass.main), gate: 'p95 ≤ 80' },
    { what: 'glass to glass, sub 360p, ms', ...spreadOf(glass.sub), gate: 'p95 ≤ 120' },
    { what: 'frames painted of those sent, main, %', ...spreadOf(drawn('main')), gate: '≥ 99' },
    { what: 'frames painted of those sent, sub, %', ...spreadOf(drawn('sub')), gate: '≥ 99' },
    {
      what: 'servers for the wall, CPU-s a minute',
      ...one((after.cpu.servers - before.cpu.servers) / minutes - idle),
      gate: '≤ 2.5',
    },
    { what: 'servers with 32 warm cameras, nobody looking', ...one(idle), gate: '–' },
    {
      what: 'browser, all processes, cores',
      ...one(tenth(((after.cpu.browser - before.cpu.browser) / seconds) * 10) / 10),
      gate: '≤ 1.2',
    },
  ]);

  async function sample(): Promise<Sample[]> {
    return page.locator('.tile').evaluateAll((tiles) =>
      tiles.map((tile) => {
        const {
          camera = '',
          stream = 'sub',
          drawn: count = '0',
          glassMs = '0',
        } = (tile as HTMLElement).dataset;
        return {
          id: camera,
          stream: stream === 'main' ? ('main' as const) : ('sub' as const),
          drawn: Number(count),
          glassMs: Number(glassMs),
        };
      }),
    );
  }
});

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
