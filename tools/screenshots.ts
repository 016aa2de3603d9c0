/** `npm run screenshots`: starts the demo, plays its first minute in headless Chromium, and writes docs/screenshots/*.png. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { enterAs } from '../e2e/support/personas.ts';
import { CHROMIUM_ARGS } from './chromium-args.ts';

const OUT = fileURLToPath(new URL('../docs/screenshots', import.meta.url));
mkdirSync(OUT, { recursive: true });

const demo = await startDemo({ port: 0, ordinaryDay: true, onProgress: () => undefined });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_ARGS });
try {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const shot = (name: string): Promise<Buffer> => page.screenshot({ path: `${OUT}/${name}.png` });
  await page.goto(demo.address);
  await page.getByRole('button', { name: 'Report the burglary' }).waitFor();
  await shot('demo-start');
  await page
    .getByRole('button', { name: 'Report the burglary' })
    .evaluate((button: HTMLElement) => button.click());
  await page.locator('.incident-row[aria-current="true"]').waitFor();
  await page.waitForTimeout(2500);
  await shot('demo-circle');
  await page.locator('body').press('Enter');
  await page.locator('.tile[data-liveness="live"]').nth(11).waitFor({ timeout: 30_000 });
  await page.waitForTimeout(1500);
  await shot('console');

  const phone = await context.newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await enterAs(phone, `${demo.origin}/owner`, /Democracia/);
  await phone.waitForTimeout(2000);
  await phone.screenshot({ path: `${OUT}/owner.png` });

  const clerk = await context.newPage();
  await clerk.setViewportSize({ width: 1280, height: 900 });
  await enterAs(clerk, `${demo.origin}/clerk`, /City clerk/);
  await clerk.waitForTimeout(2500);
  await clerk.screenshot({ path: `${OUT}/clerk.png` });
} finally {
  await browser.close();
  await demo.close();
}
