import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Demo, startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { pixelsOf, press } from './support/people.ts';
import { enterAs } from './support/personas.ts';

// An owner links a Ring doorbell on a phone, by the simulated service, and police see it through the end of a session.
test.describe.configure({ mode: 'serial' });

const WIDE = { width: 1600, height: 900 };
const PHONE = { width: 390, height: 844 };

let demo: Demo;
let phone: BrowserContext;
let owner: Page;
let operator: Page;
let cameraId: string;

test.beforeAll(async ({ browser }) => {
  demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
  phone = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  owner = await phone.newPage();
  await takeKeys(owner);
  await owner.setViewportSize(PHONE);
  const { ownerId } = demo.plan.cameras.find(({ id }) => id === demo.doorbell.townCamera) ?? {};
  const house = demo.plan.owners.find(({ id }) => id === ownerId)?.name ?? '';
  await enterAs(owner, `${demo.origin}/owner`, new RegExp(house));
});

test.afterAll(async () => {
  await operator?.context().close();
  await phone?.close();
  await demo?.close();
});

/** The demo's address brings the people's keys into the browser; its guide begins once they are kept. */
async function takeKeys(page: Page): Promise<void> {
  await page.goto(demo.address);
  await page.getByRole('button', { name: 'Report the burglary' }).waitFor({ timeout: 30_000 });
}

const noSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test('the owner goes to Ring, shares the doorbell, and comes back to connect it', async () => {
  await owner.goto(`${demo.origin}/owner#/cameras`);
  await owner.getByRole('link', { name: 'Connect my Ring camera' }).click();
  await expect(owner.getByText('and not to the city or the police')).toBeVisible();
  expect(await noSideways(owner)).toBe(true);
  await owner.getByRole('link', { name: 'Go on to Ring' }).click();
  await expect(owner.getByRole('heading', { name: /^Share with/ })).toBeVisible();
  expect(await noSideways(owner)).toBe(true);
  await owner.getByRole('button', { name: 'Allow' }).click();
  await press(owner, 'Yes, connect it');
  await expect(owner.getByRole('checkbox', { name: 'Front doorbell' })).not.toBeChecked();
  expect(new URL(owner.url()).search).toBe('');
});

test('the doorbell becomes a camera that nobody can look through before the owner signs', async () => {
  await owner.getByRole('checkbox', { name: 'Front doorbell' }).check();
  await expect(owner.getByRole('radio', { name: 'A battery' })).toBeChecked();
  await press(owner, 'Save my choice');
  await expect(owner.getByText('Nobody can look yet.')).toBeVisible();
  await owner.goto(`${demo.origin}/owner#/cameras`);
  const row = owner.locator('.camera-row', { hasText: 'Front doorbell' });
  await expect(row).toContainText('Nobody can look');
  cameraId = (await row.getAttribute('href'))?.split('/').at(-1) ?? '';
  expect(demo.doorbell.service.live.opened).toBe(0);
});

test('the owner signs for it', async () => {
  await owner.goto(`${demo.origin}/owner#/sign/${cameraId}`);
  // This owner has signed the same text for another camera, so it begins with the place.
  await expect(owner.getByRole('heading', { name: /^Where does “Front doorbell/ })).toBeVisible();
  await owner.getByText('Set it by numbers').click();
  const { pose } = demo.plan.cameras.find(({ id }) => id === demo.doorbell.townCamera) ?? {};
  await owner.getByLabel('Latitude').fill(pose?.position.lat.toFixed(5) ?? '');
  await owner.getByLabel('Longitude').fill(pose?.position.lon.toFixed(5) ?? '');
  await press(owner, 'Next');
  await expect(owner.getByRole('heading', { name: /look through “Front doorbell”/ })).toBeVisible();
  await press(owner, 'Next');
  await expect(owner.getByRole('heading', { name: 'This is what you sign.' })).toBeVisible();
  await press(owner, 'Sign');
  await expect(owner.getByRole('heading', { name: 'Receipt for your signature' })).toBeVisible();
});

test('police see it live in a burglary near enough, and on through the end of a session', async ({
  browser,
}) => {
  const desk = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  operator = await desk.newPage();
  await takeKeys(operator);
  await enterAs(operator, `${demo.origin}/console`, /Operator/);
  await demo.controls.reportBurglary();
  await expect(operator.locator('.incident-row')).toContainText('13 cam', { timeout: 30_000 });
  expect(demo.doorbell.service.live.opened).toBe(0);
  await operator.locator('body').press('Enter');
  const tile = operator.locator(`.tile[data-camera="${cameraId}"]`);
  await expect(tile).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
  expect(demo.doorbell.service.live.running).toHaveLength(1);
  await expect.poll(() => demo.doorbell.service.live.opened, { timeout: 40_000 }).toBe(2);
  await expect.poll(() => demo.doorbell.service.live.running.length).toBe(1);
  const { sum } = await pixelsOf(operator, cameraId);
  await expect.poll(async () => (await pixelsOf(operator, cameraId)).sum).not.toBe(sum);
  await expect(tile).toHaveAttribute('data-liveness', 'live');
});

test('the owner ends the link: the tile goes dark, and the service is asked for nothing more', async () => {
  await owner.goto(`${demo.origin}/owner#/ring`);
  await press(owner, 'End the link');
  await press(owner, 'Yes, end it');
  await expect(operator.locator(`.tile[data-camera="${cameraId}"]`)).toHaveAttribute('data-liveness', 'gone');
  await expect.poll(() => demo.doorbell.service.live.running.length).toBe(0);
  await expect(owner.getByRole('link', { name: 'Go on to Ring' })).toBeVisible();
  await owner.goto(`${demo.origin}/owner#/cameras`);
  await expect(owner.locator('.camera-row', { hasText: 'Front doorbell' })).toHaveCount(0);
});
