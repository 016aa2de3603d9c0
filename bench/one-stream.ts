/**
 * One camera alone on the wall in headless Chromium: press (after the touch) → first picture drawn and live, from a warm
 * camera, and glass to glass of its main stream (720p, 15/s). Every other owner has paused. Peer for the first picture:
 * ffmpeg opening the same main stream cold; it probes, so the ratio is no speed-up. Not shown: a network, a screen.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/one-stream.ts [presses, 10] [seconds, 20]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rtspUrl } from '../packages/town/dist/index.js';
import { printRows, spreadOf } from './support/figures.ts';
import { bringUp, keepOneCamera, withOperatorPage } from './support/operator-page.ts';

const PRESSES = Number(process.argv[2] ?? 10);
const SECONDS = Number(process.argv[3] ?? 20);
const SAMPLE_MS = 100;

await withOperatorPage(async ({ demo, page }) => {
  const kept = await keepOneCamera(demo);
  const drawn: number[] = [];
  const live: number[] = [];
  // The first press warms the page and is not counted.
  for (let press = 0; press <= PRESSES; press++) {
    await demo.controls.reportBurglary();
    const row = page.locator('.incident-row', { hasText: '1 cam' }).first();
    await row.evaluate((button: HTMLElement) => button.click());
    const measures = await bringUp(page);
    if (press > 0) {
      drawn.push(...(measures['press-to-first-drawn'] ?? []));
      live.push(...(measures['press-to-first-live'] ?? []));
    }
    if (press === PRESSES) break;
    await demo.controls.closeIncident();
    await page.locator('.tile canvas').first().waitFor({ state: 'detached' });
  }
  const glass: number[] = [];
  await page.waitForTimeout(3000);
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
    const tile = await page.locator('.tile').first().getAttribute('data-glass-ms');
    const stream = await page.locator('.tile').first().getAttribute('data-stream');
    if (tile !== null && stream === 'main') glass.push(Number(tile));
    await page.waitForTimeout(SAMPLE_MS);
  }
  const url = rtspUrl(demo.plan, kept, 'main', { host: '127.0.0.1', port: demo.rtspPort });
  const start = performance.now();
  await once(
    spawn('ffmpeg', `-v quiet -nostdin -rtsp_transport tcp -i ${url} -frames:v 1 -f null -`.split(' ')),
    'exit',
  );
  const peer = Math.round(performance.now() - start);
  printRows('one-stream', 'one camera, ms', [
    { what: 'press → first picture drawn', ...spreadOf(drawn), gate: 'median ≤ 150, max ≤ 300', peer },
    { what: 'press → live', ...spreadOf(live), gate: '–' },
    { what: 'glass to glass, main 720p', ...spreadOf(glass), gate: 'median ≤ 50, p95 ≤ 80' },
  ]);
});
