import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { LogChildLine } from './log-child.ts';

const SOURCE = fileURLToPath(new URL('log-child.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Compiles the process's script once, so that each start takes a third of the time. Answers its file, to be removed. */
export async function compileLogChild(): Promise<string> {
  const outfile = join(ROOT, 'node_modules', '.cache', `porchlight-log-child-${process.pid}.mjs`);
  const ours = (path: string) => /^(\.|\/|@porchlight\/)/.test(path);
  const others: Plugin = {
    name: 'others stay where they are',
    setup: (made) =>
      made.onResolve({ filter: /./ }, ({ path }) => (ours(path) ? undefined : { path, external: true })),
  };
  await build({
    entryPoints: [SOURCE],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['source'],
    plugins: [others],
    logLevel: 'error',
  });
  return outfile;
}

/** The public log of a hub in a process of its own, that can be told to die; see `log-child.ts`. */
export class LogProcess {
  readonly lines: LogChildLine[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #heard: () => void = () => undefined;

  /** Starts to load; `open` opens the log. */
  constructor(script: string, configFile: string) {
    this.#child = spawn(process.execPath, [script, configFile], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#exit = once(this.#child, 'exit');
    const output = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    output.on('line', (line) => {
      this.lines.push(JSON.parse(line) as LogChildLine);
      this.#heard();
    });
    void this.#exit.then(() => this.#heard());
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Opens the log and answers what it says of itself: `open` or `refused`. */
  async open(): Promise<LogChildLine> {
    this.#tell('open');
    return this.#until((line) => line.t === 'open' || line.t === 'refused');
  }

  /** Entries of the numbers `from` … `to` − 1 are asked for; resolves when all stand and the files are written. */
  async ensure(from: number, to: number): Promise<void> {
    const already = this.lines.length;
    this.#tell(`ensure ${from} ${to}`);
    await this.#until((line, n) => n >= already && line.t === 'idle');
  }

  /** The same, without waiting for anything. */
  ask(from: number, to: number): void {
    this.#tell(`ensure ${from} ${to}`);
  }

  /** It kills itself when it comes to the step for the nth time, and this resolves with the signal, or its exit code. */
  dieAt(step: string, times: number): Promise<unknown> {
    this.#tell(`die-at ${step} ${times}`);
    return this.#exit.then(() => this.#child.signalCode ?? this.#child.exitCode);
  }

  /** Resolves once it has said such a line; rejects when it has ended without. */
  async said(fits: (line: LogChildLine, n: number) => boolean): Promise<void> {
    await this.#until(fits);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  #tell(command: string): void {
    this.#child.stdin?.write(`${command}\n`);
  }

  async #until(fits: (line: LogChildLine, n: number) => boolean): Promise<LogChildLine> {
    for (;;) {
      const found = this.lines.find(fits);
      if (found) return found;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw new Error(`the process ended: ${JSON.stringify(this.lines.slice(-3))}`);
      await new Promise<void>((go) => {
        this.#heard = go;
      });
    }
  }
}
