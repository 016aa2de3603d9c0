import { readdirSync, readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';
import { personasFragment } from '../../apps/cli/src/client/persona.ts';
import { bringUp } from '../../bench/support/operator-page.ts';
import { enterAs } from '../../e2e/support/personas.ts';
import { CHROMIUM_ARGS } from '../../tools/chromium-args.ts';
import { report } from './call-load.ts';
import type { SoakProgramme } from './soak-programme.ts';

const ANSWERS_WITHIN_MS = 10_000;

/** One tile of the wall, as the page itself says. `glassMs`: from the camera's sending to its being painted. */
export interface TileSeen {
  readonly liveness: string;
  readonly drawn: number;
  readonly glassMs: number;
}

/** The operator's console in headless Chromium, with a look on its wall. Close it. */
export interface ConsolePage {
  /** Rejects when the page does not answer within ten seconds. */
  tiles(): Promise<TileSeen[]>;
  /** SIGSTOP or SIGCONT for the browser and every process that it started. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  close(): Promise<void>;
}

/** Signs in, takes the call to the wall, and waits until every camera is live there. */
export async function openConsole(programme: SoakProgramme, call: string): Promise<ConsolePage> {
  const server = await chromium.launchServer({ executablePath: '/usr/bin/chromium', args: CHROMIUM_ARGS });
  const pid = server.process().pid as number;
  const signal = (name: 'SIGSTOP' | 'SIGCONT'): void => {
    for (const each of treeOf(pid)) process.kill(each, name);
  };
  const close = async (): Promise<void> => {
    // What stands still would not end.
    signal('SIGCONT');
    await server.close();
  };
  try {
    const page = await pageOf(await chromium.connect(server.wsEndpoint()), programme);
    if ((await report(programme, call)) === undefined) throw new Error('intake took no call');
    const row = page.locator('.incident-row', { hasText: `${programme.owner.cameraIds.size} cam` }).first();
    await row.evaluate((button: HTMLElement) => button.click());
    await bringUp(page);
    return { tiles: () => tilesOn(page), signal, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function pageOf(browser: Browser, { origin, operator }: SoakProgramme): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 900 },
    reducedMotion: 'reduce',
  });
  // The compiler names functions by a helper that pages do not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  const page = await context.newPage();
  await page.goto(`${origin}/console#${await personasFragment([operator])}`);
  await page.waitForFunction(() => location.hash === '');
  await enterAs(page, `${origin}/console`, /Operator/);
  await page.getByText('Connected', { exact: true }).waitFor();
  return page;
}

/** A page that does not answer would be waited for without end. */
async function tilesOn(page: Page): Promise<TileSeen[]> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('the page does not answer')), ANSWERS_WITHIN_MS).unref(),
  );
  const tiles = page.locator('.tile[data-camera]').evaluateAll((tiles) =>
    tiles.map((tile) => {
      const { liveness = '', drawn = '0', glassMs } = (tile as HTMLElement).dataset;
      return { liveness, drawn: Number(drawn), glassMs: Number(glassMs ?? 'NaN') };
    }),
  );
  return Promise.race([tiles, late]);
}

/** That process and all that descend from it. */
function treeOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const tree = [pid];
  for (const each of tree)
    tree.push(...parents.filter(([, parent]) => parent === each).map(([child]) => child));
  return tree;
}

function parentOf(pid: string): number {
  try {
    // The name in brackets may hold anything; the state and the parent follow the last bracket.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return 0;
  }
}
