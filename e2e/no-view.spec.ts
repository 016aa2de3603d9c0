import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Demo, startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { holds } from './support/axe.ts';
import { press } from './support/people.ts';
import { enterAs } from './support/personas.ts';

// A neighbour without an account asks not to be filmed; the office sends it on; an owner decides; the neighbour sees how it stands.
test.describe.configure({ mode: 'serial' });

const PHONE = { width: 390, height: 844 };

let demo: Demo;
let signedIn: BrowserContext;
let neighbour: Page;
let clerk: Page;
let owner: Page;
let link = '';

test.beforeAll(async ({ browser }) => {
  demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
  const stranger = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce' });
  neighbour = await stranger.newPage();
  signedIn = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const guide = await signedIn.newPage();
  await guide.goto(demo.address);
  await guide.getByRole('button', { name: 'Report the burglary' }).waitFor({ timeout: 30_000 });
});

test.afterAll(async () => {
  await neighbour?.context().close();
  await signedIn?.close();
  await demo?.close();
});

const noSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

test('a neighbour asks on a phone, without an account, and keeps the link', async () => {
  await neighbour.goto(`${demo.origin}/public`);
  await neighbour.getByRole('link', { name: 'Ask not to be filmed' }).click();
  await holds(neighbour, 'where');
  await press(neighbour, 'Next');
  await expect(neighbour.getByText('Write which place you mean.')).toBeVisible();
  await neighbour.getByLabel('Street and number').fill('12 Sample Street');
  // A pin that nobody moved says nothing.
  await press(neighbour, 'Show it on the map, too');
  await expect(neighbour.getByText('Press where it is, or move the pin there.')).toBeVisible();
  await press(neighbour, 'Next');
  await press(neighbour, 'Next');
  await expect(neighbour.getByText('Choose something, or describe it.')).toBeVisible();
  await neighbour.getByRole('checkbox', { name: 'Windows' }).check();
  await neighbour.getByLabel('In your own words').fill('The two on the upper floor.');
  expect(await noSideways(neighbour)).toBe(true);
  await holds(neighbour, 'what');
  await press(neighbour, 'Next');
  await holds(neighbour, 'e-mail');
  await press(neighbour, 'Send');
  await expect(neighbour.getByText('Keep this link. It is shown this once.')).toBeVisible();
  expect(await noSideways(neighbour)).toBe(true);
  await holds(neighbour, 'link');
  link = await neighbour.locator('.case-link').innerText();
  await neighbour.goto('about:blank');
  await neighbour.goto(link);
  await expect(neighbour.getByRole('heading', { name: 'The office has your request.' })).toBeVisible();
  await holds(neighbour, 'case');
});

test('the office sends it on, and is not told to whom', async () => {
  clerk = await signedIn.newPage();
  await enterAs(clerk, `${demo.origin}/clerk`, /City clerk/);
  await clerk.goto(`${demo.origin}/clerk#/neighbours`);
  const card = clerk.locator('section', { hasText: '12 Sample Street' });
  await expect(card).toContainText('Windows. The two on the upper floor.');
  await card
    .getByRole('button', { name: 'Send on', exact: true })
    .evaluate((button: HTMLElement) => button.click());
  await expect(card).toContainText('The neighbour gave the address alone.');
  await expect(card.getByRole('button', { name: 'Send on to whoever may film it' })).toBeDisabled();
  const { pose } = demo.plan.cameras[0] ?? {};
  await card.getByText('Set it by numbers').click();
  await card.getByLabel('Latitude').fill(pose?.position.lat.toFixed(5) ?? '');
  await card.getByLabel('Longitude').fill(pose?.position.lon.toFixed(5) ?? '');
  await holds(clerk, 'sending on');
  await press(clerk, 'Send on to whoever may film it');
  await expect(card).toContainText('answers until');
  expect(await card.innerText()).not.toMatch(/camera|owner/i);
});

test('an owner nearby decides, camera by camera, and nobody else is told', async () => {
  owner = await signedIn.newPage();
  await owner.setViewportSize(PHONE);
  const { ownerId } = demo.plan.cameras[0] ?? {};
  const house = demo.plan.owners.find(({ id }) => id === ownerId)?.name ?? '';
  await enterAs(owner, `${demo.origin}/owner`, new RegExp(house));
  const card = owner.locator('section', { hasText: 'A neighbour asks not to be filmed' });
  await expect(card).toContainText('12 Sample Street', { timeout: 20_000 });
  expect(await noSideways(owner)).toBe(true);
  await expect(card.getByRole('link', { name: 'Cover it' }).first()).toBeVisible();
  await holds(owner, 'owner');
  await press(owner, 'This camera does not see it');
  await expect(card).toContainText('You said that this camera does not see it.');
  await card.getByRole('link', { name: 'Cover it' }).first().click();
  await expect(owner.getByRole('button', { name: 'Show what the camera sees' })).toBeVisible();
  await clerk.goto(`${demo.origin}/clerk#/audit`);
  await expect(clerk.locator('.audit')).toContainText('no view sent on');
  await expect(clerk.locator('.audit')).not.toContainText('box masks');
  await owner.goto(`${demo.origin}/owner#/`);
});

test('the neighbour reads that it was sent on and until when, and can take it back', async () => {
  await neighbour.reload();
  await expect(neighbour.getByRole('heading', { name: 'Your request was sent on.' })).toBeVisible();
  await press(neighbour, 'Take my request back');
  await press(neighbour, 'Yes, take it back');
  await expect(neighbour.getByRole('heading', { name: 'You took your request back.' })).toBeVisible();
  await expect(neighbour.locator('main')).not.toContainText('12 Sample Street');
  await owner.reload();
  await expect(owner.getByText('Who can see what, now?')).toBeVisible();
  await expect(owner.getByText('A neighbour asks not to be filmed')).toHaveCount(0);
});
