/**
 * A city's day of 2,000 incidents in under two minutes: each call is handed to intake and closed a second later, twenty a second,
 * with one operator's console open in headless Chromium on the demo town. From the call to its row painted, at the beginning of the
 * day and at its end; what the hub spends; what the page keeps; how long its thread is held.
 * At that rate two cores are full: whether the end of the day is slower than its beginning is what counts here; how soon a single call is
 * there, incident-to-screen.ts says. Not shown: looks meanwhile, several operators, a day's real pauses. No peer: no other system does this step.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/day-of-incidents.ts [--trace] [--no-webgl] [incidents, 2000]
 * With `--trace` it says what the page's long tasks did in the middle of the day; tracing itself costs some. With `--no-webgl` the
 * browser draws no map, which software draws here.
 */
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { tellIntake } from './support/dispatch.ts';
import { printRows, single, spreadOf } from './support/figures.ts';
import { type OperatorPage, withOperatorPage } from './support/operator-page.ts';
import { PageTrace } from './support/page-trace.ts';
import { cpuSeconds } from './support/process-cpu.ts';

const { values, positionals } = parseArgs({
  options: { trace: { type: 'boolean' }, 'no-webgl': { type: 'boolean' } },
  allowPositionals: true,
});
const INCIDENTS = Number(positionals[0] ?? 2000);
const EVERY_MS = 50;
const OPEN_MS = 1000;
const TRACED_MS = 10_000;
const MOST_KINDS = 12;
const PART = Math.max(1, Math.floor(INCIDENTS / 10));
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

await withOperatorPage(
  async (parts) => {
    const { demo, page } = parts;
    const hub = [demo.parts['hub']?.process.pid as number];
    await watchRows(page);
    // The first few warm page and hub and are not counted.
    await day(parts, 'Warm', 20);
    await later(OPEN_MS + 500);
    const [heap, cpu] = [await heapMb(page), cpuSeconds(hub)];
    const traced = values.trace ? traceLater(page) : undefined;
    const sentAt = await day(parts, 'Day', INCIDENTS);
    await later(OPEN_MS + 1500);
    const spent = cpuSeconds(hub) - cpu;
    const { painted, tasks } = await page.evaluate(() => globalThis.seen);
    const took = sentAt
      .map((at, n) => (painted[`Day ${n} `] ?? Number.NaN) - at)
      .filter((ms) => !Number.isNaN(ms));
    const first = took.slice(0, PART);
    if (traced) console.log(await traced);
    printRows('day-of-incidents', `${INCIDENTS} incidents at ${1000 / EVERY_MS} a second, ms`, [
      { what: 'calls whose row was painted, %', ...single((100 * took.length) / INCIDENTS), gate: '≥ 100' },
      { what: `call → row painted, first ${PART}`, ...spreadOf(first), gate: '–' },
      {
        what: `call → row painted, last ${PART}; peer: the first`,
        ...spreadOf(took.slice(-PART)),
        gate: '–',
        peer: spreadOf(first).median,
      },
      { what: 'hub, CPU-s a thousand incidents', ...single((1000 * spent) / INCIDENTS), gate: '–' },
      { what: 'page’s heap grown, MB', ...single((await heapMb(page)) - heap), gate: '≤ 20' },
      { what: 'tasks of the page over 50 ms', ...single(tasks.length), gate: '–' },
      { what: 'the longest of them', ...single(Math.max(0, ...tasks)), gate: '–' },
    ]);
  },
  values['no-webgl'] ? ['--disable-3d-apis'] : [],
);

/** What long tasks did for ten seconds, beginning a third into the day. */
async function traceLater(page: Page): Promise<string> {
  await later((INCIDENTS * EVERY_MS) / 3);
  const trace = await PageTrace.begin(page);
  await later(TRACED_MS);
  return trace.end(MOST_KINDS);
}

declare global {
  var seen: { painted: Record<string, number>; tasks: number[] };
}

/** The page notes when the row of a place is in the document and the next frame is due, and every task over 50 ms. */
function watchRows(page: Page): Promise<void> {
  return page.evaluate(() => {
    globalThis.seen = { painted: {}, tasks: [] };
    const placeOf = (node: Node): string | undefined => /(?:Warm|Day) \d+ /.exec(node.textContent ?? '')?.[0];
    // Only what is new is looked at: a search of the whole list for each call would be most of what is measured.
    new MutationObserver((changes) => {
      const fresh = changes
        .flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => node instanceof HTMLLIElement)
        .flatMap((row) => placeOf(row) ?? [])
        .filter((place) => globalThis.seen.painted[place] === undefined);
      if (fresh.length === 0) return;
      for (const place of fresh) globalThis.seen.painted[place] = Number.NaN;
      requestAnimationFrame(() => {
        const at = performance.timeOrigin + performance.now();
        for (const place of fresh) globalThis.seen.painted[place] = at;
      });
    }).observe(document.querySelector('.queue-list') ?? document.body, { childList: true, subtree: true });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.seen.tasks.push(duration);
    }).observe({ type: 'longtask' });
  });
}

/** Hands in so many calls; when each was, in epoch milliseconds. */
async function day({ demo }: OperatorPage, name: string, count: number): Promise<number[]> {
  const sentAt: number[] = [];
  const under: Promise<unknown>[] = [];
  const tell = (n: number, update: number): Promise<void> =>
    tellIntake(demo, {
      call: `${name}-${n}`,
      place: `${name} ${n} Main Street`,
      update,
      status: update === 1 ? 'open' : 'closed',
      north: 0.001 * (n % 7),
    });
  const from = performance.now();
  for (let n = 0; n < count; n++) {
    await later(Math.max(0, from + n * EVERY_MS - performance.now()));
    sentAt.push(performance.timeOrigin + performance.now());
    under.push(
      tell(n, 1)
        .then(() => later(OPEN_MS))
        .then(() => tell(n, 2)),
    );
  }
  await Promise.all(under);
  return sentAt;
}

/** What is left on the page's heap after a collection. */
async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}
