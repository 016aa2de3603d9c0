import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Demo, startDemo } from '../apps/cli/dist/demo/start-demo.js';

let demo: Demo;
let context: BrowserContext;
let page: Page;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  demo = await startDemo({ port: 0, ordinaryDay: false, lying: true, onProgress: () => undefined });
  context = await browser.newContext({ viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  await page.goto(demo.address);
});

test.afterAll(async () => {
  await context?.close();
  await demo?.close();
});

const live = (): ReturnType<Page['locator']> =>
  page.locator('.tile[data-liveness="live"], .tile[data-liveness="catching-up"]');

/** Clicks without waiting for an idle frame: twelve decoded streams leave a software renderer none. */
const press = (name: string | RegExp): Promise<void> =>
  page
    .getByRole('button', { name })
    .first()
    .evaluate((button: HTMLElement) => button.click());

test('a stranger reports the burglary, and the circle stands in the queue with a count and no camera', async () => {
  await press('Report the burglary');
  const row = page.locator('.incident-row[aria-current="true"]');
  await expect(row).toContainText('Burglary');
  await expect(row).toContainText('12 cam');
  await expect(page.locator('.camera-list')).toHaveCount(0);
  await expect(page.locator('.tile')).toHaveCount(0);
  expect(new URL(page.url()).hash).toBe('');
});

test('one key brings twelve tiles up live', async () => {
  await page.locator('body').press('Enter');
  await expect(live()).toHaveCount(12, { timeout: 30_000 });
  await expect(page.locator('.camera-list tbody tr')).toHaveCount(12);
});

test('the owner presses stop: that tile goes dark, the others stay', async () => {
  await press(/^stop/i);
  await expect(page.locator('.tile[data-liveness="gone"]')).toHaveCount(1);
  await expect(page.locator('.tile[data-liveness="gone"]')).toContainText('No longer available');
  await expect(live()).not.toHaveCount(0);
});

test('cheating is refused with a sentence each', async () => {
  await press('A camera outside the circle');
  await expect(page.getByText(/m from the incident; the limit here is 250 m/).first()).toBeVisible();
  await press('A camera whose owner did not sign');
  await expect(
    page.getByText('No camera of that name is available for this incident.').first(),
  ).toBeVisible();
});

test('dispatch closes the incident: every tile goes dark', async () => {
  await press(/close the incident/i);
  await expect(live()).toHaveCount(0);
});

test('asked again after the end it is refused, and a hub that lies gets no picture either', async () => {
  test.setTimeout(60_000);
  await press('Bring it up again');
  await press('The hub asks for pictures, and points at an entry that is not there');
  await expect(page.getByText('No picture left the box.')).toHaveCount(1, { timeout: 20_000 });
  await expect(page.getByText(/did not stand in the public log/)).toBeVisible();
  await press('The hub asks before it has shown the log');
  await expect(page.getByText('No picture left the box.')).toHaveCount(2, { timeout: 20_000 });
  // The guide scrolls, never the wall beside it.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
});

test('the owner’s page and the clerk’s page open beside it in the same browser', async () => {
  const owner = await context.newPage();
  await owner.setViewportSize({ width: 390, height: 844 });
  await owner.goto(`${demo.origin}/owner`);
  await expect(owner.getByRole('heading').first()).toBeVisible();
  const clerk = await context.newPage();
  await clerk.goto(`${demo.origin}/clerk`);
  await expect(clerk.getByRole('heading').first()).toBeVisible();
});
