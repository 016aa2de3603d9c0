import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Demo, startDemo } from '../apps/cli/dist/demo/start-demo.js';
import { press } from './support/people.ts';
import { enterAs } from './support/personas.ts';

test.describe.configure({ mode: 'serial' });

let demo: Demo;
let context: BrowserContext;
let owner: Page;
let cameraId = '';

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

/** How many different colours the covered place and the whole picture show, over some seconds. */
async function seen(page: Page): Promise<{ covered: number; whole: number }> {
  const colours = { covered: new Set<number>(), whole: new Set<number>() };
  for (let n = 0; n < 6; n++) {
    const found = await page
      .locator(`.tile[data-camera="${cameraId}"] canvas`)
      .evaluate((canvas: HTMLCanvasElement) => {
        const copy = document.createElement('canvas');
        copy.width = canvas.width;
        copy.height = canvas.height;
        const drawing = copy.getContext('2d') as CanvasRenderingContext2D;
        drawing.drawImage(canvas, 0, 0);
        const of = (x: number, y: number, width: number, height: number): number[] => {
          const from = [x * copy.width, y * copy.height, width * copy.width, height * copy.height];
          const [left = 0, top = 0, across = 1, down = 1] = from.map(Math.round);
          const { data } = drawing.getImageData(left, top, across, down);
          const found = new Set<number>();
          for (let i = 0; i < data.length; i += 4)
            found.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
          return [...found];
        };
        return { covered: of(0.31, 0.41, 0.18, 0.18), whole: of(0, 0, 1, 1) };
      });
    for (const colour of found.covered) colours.covered.add(colour);
    for (const colour of found.whole) colours.whole.add(colour);
    await page.waitForTimeout(250);
  }
  return { covered: colours.covered.size, whole: colours.whole.size };
}

test('R12: what an operator sees there is one colour, on the small tile and on the large one', async () => {
  const operator = await context.newPage();
  await enterAs(operator, `${demo.origin}/console`, /Operator/);
  await demo.controls.reportBurglary();
  await expect(operator.locator('.incident-row')).toContainText('12 cam');
  await operator.locator('body').press('Enter');
  const tile = operator.locator(`.tile[data-camera="${cameraId}"]`);
  await expect(tile).toHaveAttribute('data-liveness', 'live', { timeout: 30_000 });
  expect(await seen(operator)).toMatchObject({ covered: 1 });
  expect((await seen(operator)).whole).toBeGreaterThan(20);
  await tile.dblclick();
  await expect(tile).toHaveAttribute('data-stream', 'main', { timeout: 15_000 });
  expect(await seen(operator)).toMatchObject({ covered: 1 });
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
