import { readFile } from 'node:fs/promises';
import { type ConsolePage, openConsole, type TileSeen } from './support/console-page.ts';
import { KeptLook } from './support/kept-look.ts';
import type { SoakProgramme } from './support/soak-programme.ts';

/** Shorter than the hub waits for an answer of a page. */
const LASTS_MS = 10_000;
const LIVE_WITHIN_MS = 5000;
const LAG_MS = 500;
/** What the hub may hold more meanwhile: its heap breathes, and a socket's waiting pictures have a bound. */
const MORE_MB = 40;
const NEW_PICTURES = 5;
const SAMPLE_MS = 100;

export interface BrowserStopped {
  /** Another viewer had a second without a picture of one of the cameras. */
  readonly harmed: boolean;
  readonly memoryGrewMb: number;
  readonly memoryKept: boolean;
  /** From SIGCONT until every tile is live and its pictures are no older than half a second; undefined: not in time. */
  readonly liveAgainMs: number | undefined;
  readonly lagMs: number;
}

/** A real console with a look on its wall stands still for ten seconds (SIGSTOP of the browser), while another looks at the same cameras. */
export async function stopBrowser(programme: SoakProgramme): Promise<BrowserStopped> {
  const page = await openConsole(programme, 'wall');
  try {
    const other = await KeptLook.open(programme);
    try {
      return await standStill(programme, page, other);
    } finally {
      await other.close();
    }
  } finally {
    await page.close();
  }
}

async function standStill(
  programme: SoakProgramme,
  page: ConsolePage,
  other: KeptLook,
): Promise<BrowserStopped> {
  const before = await residentMb(programme);
  page.signal('SIGSTOP');
  let [harmed, most] = [false, before];
  for (const end = performance.now() + LASTS_MS; performance.now() < end; ) {
    if (!(await other.flows(1000))) harmed = true;
    most = Math.max(most, await residentMb(programme));
    await new Promise((later) => setTimeout(later, SAMPLE_MS));
  }
  page.signal('SIGCONT');
  const again = await untilLive(page);
  most = Math.max(most, await residentMb(programme));
  return { harmed, memoryGrewMb: most - before, memoryKept: most - before <= MORE_MB, ...again };
}

/** Tiles say themselves how old the picture is that they painted last. What they said before the stop does not count: new ones must follow. */
async function untilLive(page: ConsolePage): Promise<Pick<BrowserStopped, 'liveAgainMs' | 'lagMs'>> {
  const from = performance.now();
  const first = await page.tiles();
  const isLive = ({ liveness, drawn, glassMs }: TileSeen, at: number): boolean =>
    liveness === 'live' && drawn >= (first[at]?.drawn ?? 0) + NEW_PICTURES && glassMs < LAG_MS;
  for (;;) {
    const tiles = await page.tiles();
    const took = performance.now() - from;
    const lagMs = Math.max(...tiles.map(({ glassMs }) => glassMs));
    const live = tiles.length > 0 && tiles.length === first.length && tiles.every(isLive);
    if (live || took > LIVE_WITHIN_MS) return { liveAgainMs: live ? took : undefined, lagMs };
    await new Promise((later) => setTimeout(later, SAMPLE_MS));
  }
}

async function residentMb(programme: SoakProgramme): Promise<number> {
  const status = await readFile(`/proc/${await programme.pid('hub')}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}
