import { type Browser, chromium, type Page } from '@playwright/test';
import type { CameraId } from '@porchlight/domain';
import { type Demo, startDemo } from '../../apps/cli/dist/demo/start-demo.js';
import { enterAs } from '../../e2e/support/personas.ts';
import { CHROMIUM_ARGS } from '../../tools/chromium-args.ts';

/** The demo and its operator's console in headless Chromium. */
export interface OperatorPage {
  readonly demo: Demo;
  readonly browser: Browser;
  readonly page: Page;
}

/** Starts both, signs the operator in, hands them to `work`, and closes everything whatever happened. `more`: further arguments for Chromium. */
export async function withOperatorPage(
  work: (parts: OperatorPage) => Promise<void>,
  more: readonly string[] = [],
): Promise<void> {
  const demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...CHROMIUM_ARGS, ...more],
  });
  try {
    const context = await browser.newContext({
      viewport: { width: 1600, height: 900 },
      reducedMotion: 'reduce',
    });
    // The compiler names functions by a helper that pages do not have.
    await context.addInitScript('globalThis.__name = (named) => named');
    const page = await context.newPage();
    await page.goto(demo.address);
    await page.getByRole('button', { name: 'Report the burglary' }).waitFor();
    await enterAs(page, `${demo.origin}/console`, /Operator/);
    await page.getByText('Connected', { exact: true }).waitFor();
    await work({ demo, browser, page });
  } finally {
    await browser.close();
    await demo.close();
  }
}

/** Reports the burglary and waits until its row stands in the queue with its count: twelve, unless owners have left. */
export async function reportBurglary({ demo, page }: OperatorPage, count: RegExp = /^12 cam/): Promise<void> {
  await demo.controls.reportBurglary();
  const row = page
    .locator('.incident-row')
    .filter({ has: page.locator('.incident-count', { hasText: count }) })
    .first();
  await row.evaluate((button: HTMLElement) => button.click());
}

/** Asks for the selected incident's pictures and waits until every tile is live. Returns this press's measures, in milliseconds. */
export async function bringUp(page: Page): Promise<Record<string, number[]>> {
  await page.evaluate(() => performance.clearMeasures());
  await page
    .getByRole('button', { name: /^Bring up/ })
    .first()
    .evaluate((button: HTMLElement) => button.click());
  await page.waitForFunction(() => performance.getEntriesByName('press-to-all-live').length > 0, undefined, {
    timeout: 60_000,
  });
  return page.evaluate(() => {
    const found: Record<string, number[]> = {};
    for (const { name, duration } of performance.getEntriesByType('measure')) {
      found[name] ??= [];
      found[name].push(duration);
    }
    return found;
  });
}

/** Where the milliseconds of the newest press went, one after another, in the page's own clock. */
export function stagesOf(page: Page): Promise<Record<string, number[]>> {
  return page.evaluate(() => {
    const measures = performance.getEntriesByType('measure');
    const named = (name: string) => measures.filter((entry) => entry.name === name);
    const [grant] = named('press-to-grant');
    const asked = performance
      .getEntriesByType('resource')
      .filter((entry) => new URL(entry.name).pathname === '/api/console/looks')
      .at(-1) as PerformanceResourceTiming | undefined;
    if (grant === undefined || asked === undefined) throw new Error('there was no press');
    const granted = grant.startTime + grant.duration;
    const firsts = named('press-to-first-drawn');
    const after = firsts.map((entry) => entry.startTime + entry.duration - granted);
    return {
      signed: [asked.startTime - grant.startTime],
      answered: [asked.responseEnd - asked.startTime],
      read: [granted - asked.responseEnd],
      'first tile': [Math.min(...after)],
      'each tile': after,
    };
  });
}

/** Every owner pauses every camera but the first, whose name is returned. */
export async function keepOneCamera(demo: Demo): Promise<CameraId> {
  const [kept] = demo.plan.cameras;
  if (kept === undefined) throw new Error('a town without cameras');
  const until = Date.now() + 3600_000;
  for (const { client, cameraIds } of demo.owners) {
    const others = [...cameraIds].filter(([camera]) => camera !== kept.id).map(([, id]) => id);
    if (others.length > 0) await client.send('POST', '/api/owner/pause', { cameraIds: others, until });
  }
  return kept.id;
}
