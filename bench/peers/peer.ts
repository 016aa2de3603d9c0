import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from '@playwright/test';
import { cpuSeconds } from '../support/process-cpu.ts';

/** One other way from the same RTSP source to the same browser. */
export interface Peer {
  readonly name: string;
  /** The server's processes that carry the stream; this bench's own work for them is not counted. */
  readonly pids: readonly number[];
  /** Opens the stream in an empty page and resolves with the milliseconds from asking to its first picture on the page. */
  open(page: Page): Promise<number>;
  close(): Promise<void>;
}

export interface PeerFigures {
  readonly name: string;
  readonly firstMs: readonly number[];
  readonly glassMs: readonly number[];
  readonly cpuPerMinute: number;
}

/** What every peer's page keeps: the age of each picture as it was painted, since the source sent it, ms. */
declare global {
  var ages: number[];
}

const SETTLE_MS = 4000;

/** Opens the stream `times` times, then watches it for `seconds`. */
export async function measurePeer(
  peer: Peer,
  page: Page,
  times: number,
  seconds: number,
): Promise<PeerFigures> {
  const firstMs: number[] = [];
  for (let n = 0; n < times; n++) firstMs.push(await peer.open(page));
  await page.waitForTimeout(SETTLE_MS);
  await page.evaluate(() => globalThis.ages.splice(0));
  const before = { at: performance.now(), cpu: cpuSeconds(peer.pids) };
  await page.waitForTimeout(seconds * 1000);
  const cpu = cpuSeconds(peer.pids) - before.cpu;
  const minutes = (performance.now() - before.at) / 60_000;
  const ages = await page.evaluate(() => globalThis.ages);
  const glassMs = ages.filter((age) => !Number.isNaN(age));
  if (glassMs.length < ages.length / 2) throw new Error(`${peer.name}: pictures without a time`);
  return { name: peer.name, firstMs, glassMs, cpuPerMinute: cpu / minutes };
}

/** A child that ends with this bench; its complaints go to standard error. */
export function startChild(
  command: string,
  args: readonly string[],
  stdout: 'pipe' | 'ignore',
): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', stdout, 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** ffmpeg reading the source as it comes, each packet stamped with this machine's clock, not re-encoded. */
export const ffmpegInput = (url: string): string[] =>
  `-v error -nostdin -fflags nobuffer -use_wallclock_as_timestamps 1 -rtsp_transport tcp -i ${url} -an -c:v copy`.split(
    ' ',
  );
