/**
 * One camera's main stream (720p, 15/s) from the same RTSP source to the same headless Chromium by four ways: this product, with
 * its gate, its log and its encryption; Janus (WebRTC); fMP4 over WebSocket into MSE; ffmpeg HLS with hls.js. First picture is
 * from asking to a picture on the page; glass to glass from the source's sending to painting; CPU is of the servers' processes
 * that carry the stream. The peers have no gate, no log and no end-to-end encryption, and are opened without an operator's request.
 * Not shown: a network, a hardware decoder. Needs Debian's janus; without it that row is missing and the command says so.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/peers.ts [seconds, 20] [openings, 5]
 */
import { spawnSync } from 'node:child_process';
import { rtspUrl } from '../packages/town/dist/index.js';
import { startHls } from './peers/hls.ts';
import { startJanus } from './peers/janus.ts';
import { startMse } from './peers/mse.ts';
import { measurePeer, type Peer, type PeerFigures } from './peers/peer.ts';
import { printRows, share, single, spreadOf } from './support/figures.ts';
import { bringUp, keepOneCamera, type OperatorPage, withOperatorPage } from './support/operator-page.ts';
import { cpuSeconds } from './support/process-cpu.ts';

const SECONDS = Number(process.argv[2] ?? 20);
const OPENINGS = Number(process.argv[3] ?? 5);
const SAMPLE_MS = 100;

await withOperatorPage(async (parts) => {
  const { demo, browser } = parts;
  const camera = await keepOneCamera(demo);
  const ours = await measureOurs(parts);
  await parts.page.close();
  const url = rtspUrl(demo.plan, camera, 'main', { host: '127.0.0.1', port: demo.rtspPort });
  const found: PeerFigures[] = [];
  for (const start of [startJanus, startMse, startHls]) {
    if (start === startJanus && spawnSync('janus', ['--version']).error) {
      console.error('Janus is not installed, and its row is missing: apt-get install -y janus');
      continue;
    }
    const peer: Peer = await start(url);
    const page = await browser.newPage();
    await page.addInitScript('globalThis.__name = (named) => named');
    found.push(await measurePeer(peer, page, OPENINGS, SECONDS));
    await page.close();
    await peer.close();
  }
  const janus = found.find(({ name }) => name.startsWith('Janus'));
  const of = (values: readonly number[] | undefined) => values && share(values, 0.5);
  const rows = [ours, ...found].flatMap((each, n) => {
    const peer = n === 0 ? janus : undefined;
    return [
      {
        what: `${each.name}: glass to glass, ms`,
        ...spreadOf(each.glassMs),
        gate: n === 0 ? 'median ≤ 50, p95 ≤ 80' : '–',
        peer: of(peer?.glassMs),
      },
      {
        what: `${each.name}: first picture, ms`,
        ...spreadOf(each.firstMs),
        gate: '–',
        peer: of(peer?.firstMs),
      },
      {
        what: `${each.name}: CPU-s a minute`,
        ...single(each.cpuPerMinute),
        gate: '–',
        peer: peer?.cpuPerMinute,
      },
    ];
  });
  printRows('peers', 'one main stream by four ways', rows);
});

async function measureOurs({ demo, page }: OperatorPage): Promise<PeerFigures> {
  const servers = Object.values(demo.parts).map((part) => part.process.pid as number);
  const firstMs: number[] = [];
  const perMinute = async (work: () => Promise<void>): Promise<number> => {
    const before = { at: performance.now(), cpu: cpuSeconds(servers) };
    await work();
    return (cpuSeconds(servers) - before.cpu) / ((performance.now() - before.at) / 60_000);
  };
  // The first press warms the page and is not counted.
  for (let press = 0; press <= OPENINGS; press++) {
    await demo.controls.reportBurglary();
    await page
      .locator('.incident-row', { hasText: '1 cam' })
      .first()
      .evaluate((row: HTMLElement) => row.click());
    const measures = await bringUp(page);
    if (press > 0) firstMs.push(...(measures['press-to-first-drawn'] ?? []));
    if (press === OPENINGS) break;
    await demo.controls.closeIncident();
    await page.locator('.tile canvas').first().waitFor({ state: 'detached' });
  }
  const glassMs: number[] = [];
  const tile = page.locator('.tile').first();
  while ((await tile.getAttribute('data-stream')) !== 'main') await page.waitForTimeout(SAMPLE_MS);
  await page.waitForTimeout(3000);
  const looking = await perMinute(async () => {
    for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
      const glass = await tile.getAttribute('data-glass-ms');
      if (glass !== null) glassMs.push(Number(glass));
      await page.waitForTimeout(SAMPLE_MS);
    }
  });
  await demo.controls.closeIncident();
  await page.locator('.tile canvas').first().waitFor({ state: 'detached' });
  // The main stream lingers half a minute after the look.
  await page.waitForTimeout(35_000);
  const resting = await perMinute(() => page.waitForTimeout(SECONDS * 1000));
  return { name: 'Porchlight', firstMs, glassMs, cpuPerMinute: looking - resting };
}
