import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CliError } from '../cli-error.ts';
import type { ReadyMessage } from '../run-until-stopped.ts';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5000;

/** One part of the demo, run as its own process by the same command a city would use. */
export interface Part {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
  /** A gateway's code for its local page. */
  readonly localCode: string | undefined;
  close(): Promise<void>;
}

/** Starts `porchlight <args>` and waits until it says it is ready. Its output goes to `logFile`. Throws CliError with its last words. */
export async function startPart(
  name: string,
  args: readonly string[],
  logFile: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Part> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
  const printed: string[] = [];
  const log = createWriteStream(logFile, { flags: 'a' });
  const keep = (chunk: Buffer): void => {
    log.write(chunk);
    if (printed.length < 200) printed.push(...chunk.toString('utf8').split('\n').filter(Boolean));
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const { ready, localCode } = await readyMessage(name, child, printed);
  return { name, url: ready, localCode, process: child, close: () => stop(child).finally(() => log.end()) };
}

function readyMessage(name: string, child: ChildProcess, printed: readonly string[]): Promise<ReadyMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new CliError('start', `${name} was not ready within ${START_LIMIT_MS / 1000} s.`));
    }, START_LIMIT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(
        new CliError(
          'start',
          `${name} ended while starting (status ${code}): ${printed.at(-1) ?? 'it said nothing'}`,
        ),
      );
    });
    child.on('message', (message: Partial<ReadyMessage>) => {
      if (typeof message.ready !== 'string') return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(message as ReadyMessage);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}
