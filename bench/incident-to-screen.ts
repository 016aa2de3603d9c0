/**
 * From a dispatch call handed to intake (webhook, before it is sent) to its row in the operator's queue with the circle's
 * count of cameras, painted, in headless Chromium over loopback. Intake signs, writes to its outbox with fsync, the hub
 * verifies, stores, runs the circle query and pushes. No peer: no other system does this step.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/incident-to-screen.ts [incidents, 20]
 */
import { printRows, spreadOf } from './support/figures.ts';
import { withOperatorPage } from './support/operator-page.ts';

const INCIDENTS = Number(process.argv[2] ?? 20);

await withOperatorPage(async ({ demo, page }) => {
  const took: number[] = [];
  for (let i = 0; i < INCIDENTS; i++) {
    // The page notes when a row with a count is in the document and the next frame is due.
    const seen = page.evaluate(
      (open) =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            const rows = [...document.querySelectorAll('.incident-row')].filter((row) =>
              row.textContent?.includes('12 cam'),
            );
            if (rows.length <= open) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        }),
      0,
    );
    await page.evaluate(() => undefined);
    const start = performance.timeOrigin + performance.now();
    await demo.controls.reportBurglary();
    took.push((await seen) - start);
    await demo.controls.closeIncident();
    await page.waitForFunction(
      () =>
        ![...document.querySelectorAll('.incident-row')].some((row) => row.textContent?.includes('12 cam')),
    );
  }
  printRows('incident-to-screen', `dispatch call to circle on the operator’s screen, ms`, [
    { what: 'call → row with circle and count, painted', ...spreadOf(took), gate: 'p95 ≤ 300' },
  ]);
});
