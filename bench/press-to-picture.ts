/**
 * From the operator's press (after the touch) to the first picture drawn of each of twelve cameras, to each one live, and to
 * all live, in headless Chromium on the demo town over loopback. The peer in the same run: ffmpeg opens the same twelve
 * sub streams one after another and decodes each one's first picture; it has no gate, no encryption and no screen.
 * Not shown: a real network, a real screen, a hardware decoder.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/press-to-picture.ts [runs, 20]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rtspUrl } from '../packages/town/dist/index.js';
import { printRows, share, spreadOf } from './support/figures.ts';
import {
  bringUp,
  type OperatorPage,
  reportBurglary,
  stagesOf,
  withOperatorPage,
} from './support/operator-page.ts';

const RUNS = Number(process.argv[2] ?? 20);
const TILES = 12;

await withOperatorPage(async (parts) => {
  const all: Record<string, number[]> = {};
  // The first press warms the page and is not counted.
  for (let run = 0; run <= RUNS; run++) {
    await reportBurglary(parts);
    const measures = await bringUp(parts.page);
    if (measures['press-to-first-drawn']?.length !== TILES) throw new Error('not every tile drew a picture');
    const stages = await stagesOf(parts.page);
    if (run > 0)
      for (const [name, values] of Object.entries({ ...measures, ...stages }))
        all[name] = [...(all[name] ?? []), ...values];
    await parts.demo.controls.closeIncident();
    await parts.page.locator('.tile canvas').first().waitFor({ state: 'detached' });
  }
  const peer = Math.round(share(await firstPicturesOfFfmpeg(parts), 0.5));
  const of = (name: string) => spreadOf(all[name] ?? []);
  printRows('press-to-picture', `press to picture, ${TILES} tiles, ${RUNS} presses, ms`, [
    { what: 'press → grant', ...of('press-to-grant'), gate: '–' },
    {
      what: 'press → first picture drawn, each tile',
      ...of('press-to-first-drawn'),
      gate: 'p95 ≤ 500',
      peer,
    },
    { what: 'press → live, each tile', ...of('press-to-first-live'), gate: '–' },
    { what: 'press → all live', ...of('press-to-all-live'), gate: '≤ 1200' },
    { what: 'of it: press → request signed and sent', ...of('signed'), gate: '–' },
    { what: 'of it: → answered (roster, log, witnesses, gates)', ...of('answered'), gate: '–' },
    { what: 'of it: → read by the page', ...of('read'), gate: '–' },
    { what: 'of it: → first picture drawn, first tile', ...of('first tile'), gate: '–' },
    { what: 'of it: → first picture drawn, each tile', ...of('each tile'), gate: '–' },
  ]);
});

async function firstPicturesOfFfmpeg({ demo }: OperatorPage): Promise<number[]> {
  const took: number[] = [];
  for (const { id } of demo.plan.cameras.slice(0, TILES)) {
    const url = rtspUrl(demo.plan, id, 'sub', { host: '127.0.0.1', port: demo.rtspPort });
    const start = performance.now();
    const args = `-v quiet -nostdin -rtsp_transport tcp -i ${url} -frames:v 1 -f null -`.split(' ');
    const [code] = (await once(spawn('ffmpeg', args), 'exit')) as [number];
    if (code !== 0) throw new Error('ffmpeg could not open a stream');
    took.push(performance.now() - start);
  }
  return took;
}
