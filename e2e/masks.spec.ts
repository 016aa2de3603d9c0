import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Demo, startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { coloursOf, press } from './support/people.ts';
import { enterAs } from './support/personas.ts';

test.describe.configure({ mode: 'serial' });

let demo: Demo;
let context: BrowserContext;
let owner: Page;
let cameraId = '';
/** Well inside what the test covers. */
const COVERED = { x: 0.31, y: 0.41, width: 0.18, height: 0.18 };

test.beforeAll(async ({ browser }) => {
  demo = await startDemo({ port: 0, ordinaryDay: false, onProgress: () => undefined });
  context = await browser.newContext({ viewport: { width: 1600, height: 900 }, reducedMotion: 'reduce' });
  const guide = await context.newPage();
  await guide.goto(demo.address);
  await guide.getByRole('button', { name: 'Report the burglary' }).waitFor();
  owner = await context.newPage();
  await owner.setViewportSize({ width: 390, height: 844 });
  await enterAs(owner, `${demo.origin}/owner`, /Democracia/);
});

test.afterAll(async () => {
  await context?.close();
  await demo?.close();
});

test('an owner sees one picture of their camera and covers a place in it, by keys alone', async () => {
  await owner.goto(`${demo.origin}/owner#/cameras`);
  await owner.locator('.camera-row').first().click();
  await owner.getByRole('link', { name: 'Cover something in the picture' }).click();
  cameraId = new URL(owner.url()).hash.split('/')[2] ?? '';
  await press(owner, 'Show what the camera sees');
  await expect(owner.getByRole('button', { name: 'Take the picture again' })).toBeVisible({
    timeout: 15_000,
  });
  await press(owner, 'Cover a place');
  const shape = owner.getByRole('button', { name: /^Cover 1\. Arrow keys/ });
  await shape.focus();
  await owner.keyboard.press('Shift+ArrowLeft');
  await owner.getByRole('button', { name: /^Corner 3 of cover 1/ }).focus();
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowDown']) await owner.keyboard.press(key);
  await expect(owner.getByText('This only covers more, so no key is asked for.')).toBeVisible();
  await press(owner, 'Save');
  await expect(owner.getByText('Your box covers this now.')).toBeVisible();
});

test('R12: what an operator sees there is one colour, on the small tile and on the large one', async () => {
  const operator = await context.newPage();
  await enterAs(operator, `${demo.origin}/console`, /Operator/);
  await demo.controls.reportBurglary();
  await expect(operator.locator('.incident-row')).toContainText('12 cam');
  await operator.locator('body').press('Enter');
  const tile = operator.locator(`.tile[data-camera="${cameraId}"]`);
  await expect(tile).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
  expect(await coloursOf(operator, cameraId, COVERED)).toMatchObject({ covered: 1 });
  expect((await coloursOf(operator, cameraId, COVERED)).whole).toBeGreaterThan(20);
  const badge = operator.getByRole('img', { name: 'the owner covered parts of this picture' });
  await expect(badge).toHaveCount(1);
  await expect(tile.locator(badge)).toBeVisible();
  await tile.dblclick();
  await expect(tile).toHaveAttribute('data-stream', 'main', { timeout: 15_000 });
  expect(await coloursOf(operator, cameraId, COVERED)).toMatchObject({ covered: 1 });
  await operator.close();
});

test('to uncover it takes the owner’s key', async () => {
  await owner.goto(`${demo.origin}/owner#/cover/${cameraId}`);
  await owner.getByRole('button', { name: /^Cover 1\. Arrow keys/ }).waitFor();
  await press(owner, 'Uncover this one');
  await expect(owner.getByText('This uncovers something, so your key is asked for.')).toBeVisible();
  await press(owner, 'Sign and save');
  await expect(owner.getByText('Your box covers this now.')).toBeVisible();
});
