import { type Browser, expect, type Page } from '@playwright/test';
import { pageWithPasskeys } from './passkeys.ts';

/** Somebody with a browser of their own and one security key. */
export async function newcomer(browser: Browser, phone = false): Promise<Page> {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const { page } = await pageWithPasskeys(context);
  return page;
}

/** Clicks without waiting for an idle frame: decoded streams leave a software renderer none. */
export function press(page: Page, name: string | RegExp): Promise<void> {
  return page
    .getByRole('button', { name })
    .first()
    .evaluate((button: HTMLElement) => button.click());
}

/** Use notice first, then the passkey. */
export async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await press(page, 'I understand and accept');
  await press(page, 'Sign in with a passkey');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
}

/** What the tile's canvas shows: how many different colours, and a value that changes with any pixel. */
export function pixelsOf(page: Page, camera: string): Promise<{ colours: number; sum: number }> {
  return page.locator(`.tile[data-camera="${camera}"] canvas`).evaluate((canvas: HTMLCanvasElement) => {
    const copy = document.createElement('canvas');
    copy.width = 160;
    copy.height = 90;
    const context = copy.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(canvas, 0, 0, copy.width, copy.height);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    const colours = new Set<number>();
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      const colour = ((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
      colours.add(colour);
      sum = (Math.imul(sum, 31) + colour) | 0;
    }
    return { colours: colours.size, sum };
  });
}

/** A place in the picture, in parts of its width and height. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How many different colours a covered place and the whole picture show, over a second and a half. */
export async function coloursOf(
  page: Page,
  camera: string,
  place: Place,
): Promise<{ covered: number; whole: number }> {
  const colours = { covered: new Set<number>(), whole: new Set<number>() };
  for (let n = 0; n < 6; n++) {
    const found = await page
      .locator(`.tile[data-camera="${camera}"] canvas`)
      .evaluate((canvas: HTMLCanvasElement, { x, y, width, height }) => {
        const copy = document.createElement('canvas');
        copy.width = canvas.width;
        copy.height = canvas.height;
        const drawing = copy.getContext('2d') as CanvasRenderingContext2D;
        drawing.drawImage(canvas, 0, 0);
        const of = (...part: [number, number, number, number]): number[] => {
          const sizes = [copy.width, copy.height, copy.width, copy.height];
          const [left = 0, top = 0, across = 1, down = 1] = part.map((value, at) =>
            Math.round(value * (sizes[at] ?? 0)),
          );
          const { data } = drawing.getImageData(left, top, across, down);
          const found = new Set<number>();
          for (let i = 0; i < data.length; i += 4)
            found.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
          return [...found];
        };
        return { covered: of(x, y, width, height), whole: of(0, 0, 1, 1) };
      }, place);
    for (const colour of found.covered) colours.covered.add(colour);
    for (const colour of found.whole) colours.whole.add(colour);
    await page.waitForTimeout(250);
  }
  return { covered: colours.covered.size, whole: colours.whole.size };
}
