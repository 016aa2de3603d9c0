import { type BrowserContext, expect, test } from '@playwright/test';
import { type Demo, startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { holds } from './support/axe.ts';
import { press } from './support/people.ts';
import { enterAs } from './support/personas.ts';

// WCAG 2.2, levels A and AA, on every screen, as a person meets it. Contrast is of the colours as they are painted.
test.describe.configure({ mode: 'serial' });

let demo: Demo;
let context: BrowserContext;

test.beforeAll(async ({ browser }) => {
  demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
  context = await browser.newContext({ viewport: { width: 1600, height: 900 }, reducedMotion: 'reduce' });
});

test.afterAll(async () => {
  await context?.close();
  await demo?.close();
});

test('the demo’s guide, from its first step to the wall', async () => {
  const page = await context.newPage();
  await page.goto(demo.address);
  await page.getByRole('button', { name: 'Report the burglary' }).waitFor();
  await holds(page, 'first step');
  await press(page, 'Report the burglary');
  await expect(page.locator('.incident-row')).toContainText('12 cam');
  await holds(page, 'incident with its circle');
  await page.locator('body').press('Enter');
  await expect(page.locator('.tile[data-liveness="live"]')).toHaveCount(12, { timeout: 30_000 });
  await holds(page, 'wall');
  await demo.controls.closeIncident();
  await expect(page.locator('.tile canvas')).toHaveCount(0);
  await holds(page, 'wall after the end');
  await page.close();
});

test('the operator’s console, its keys and a closed incident', async () => {
  const page = await context.newPage();
  await enterAs(page, `${demo.origin}/console`, /Operator/, (screen) => holds(page, screen));
  await holds(page, 'console');
  await press(page, /^Keys/);
  await holds(page, 'keys');
  await page.close();
});

test('the owner’s pages on a phone', async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 390, height: 844 });
  await enterAs(page, `${demo.origin}/owner`, /Democracia/, (screen) => holds(page, screen));
  for (const place of ['', 'cameras', 'history', 'me', 'box', 'host', 'sign']) {
    await page.goto(`${demo.origin}/owner#/${place}`);
    await expect(page.locator('main h1').first()).toBeVisible();
    await holds(page, `owner/${place}`);
  }
  await page.goto(`${demo.origin}/owner#/host`);
  await expect(page.getByText('Whoever runs the box can see your cameras.')).toBeVisible();
  await holds(page, 'hosts to choose from');
  await page.goto(`${demo.origin}/owner#/cameras`);
  await page.getByRole('link', { name: 'Let a host run it' }).click();
  await expect(page.getByRole('heading', { name: 'Let a host run it' })).toBeVisible();
  await holds(page, 'moving');
  await page.goto(`${demo.origin}/owner#/cameras`);
  await page.getByRole('link', { name: 'Add a camera' }).click();
  await expect(page.getByRole('heading', { name: 'Is this your box?' })).toBeVisible();
  await holds(page, 'a box this device does not know');
  await page.getByRole('button', { name: 'They are the same' }).click();
  await expect(page.getByRole('heading', { name: 'Add a camera' })).toBeVisible();
  await holds(page, 'adding a camera');
  await page.goto(`${demo.origin}/owner#/cameras`);
  await page.locator('.camera-row').first().click();
  await expect(page.locator('main h1').first()).toBeVisible();
  await holds(page, 'one camera');
  await page.getByRole('button', { name: 'STOP' }).click();
  await expect(page.getByText('Nobody was looking.')).toBeVisible();
  await holds(page, 'stop');
  await page.close();
});

test('the clerk’s office', async () => {
  const page = await context.newPage();
  await enterAs(page, `${demo.origin}/clerk`, /City clerk/, (screen) => holds(page, screen));
  for (const place of ['programme', 'rules', 'people', 'neighbours', 'audit']) {
    await page.goto(`${demo.origin}/clerk#/${place}`);
    await expect(page.locator('main h1').first()).toBeVisible();
    await holds(page, `office/${place}`);
  }
  await page.close();
});

test('links that are not whole', async () => {
  const page = await context.newPage();
  for (const place of ['start', 'invite', 'no-view#N-2345']) {
    await page.goto(`${demo.origin}/${place}`);
    await expect(page.getByText(/not the whole link|has started already/)).toBeVisible();
    await holds(page, place);
  }
  await page.close();
});

test('the public log, before and after it was checked, and one entry', async () => {
  const page = await context.newPage();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${demo.origin}/public`);
  await page.locator('.entries li').first().waitFor();
  await holds(page, 'public log');
  await page.getByRole('button', { name: 'Check the whole log' }).click();
  await page.getByText(/entries hold/).waitFor();
  await page
    .locator('.steps details')
    .first()
    .evaluate((step: HTMLDetailsElement) => (step.open = true));
  await holds(page, 'checked log');
  await page.goto(`${demo.origin}/public#/entry/0`);
  await page.getByText('It stands in the log.').waitFor();
  await holds(page, 'entry');
  await page.close();
});
