import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../../apps/cli/dist/demo/child.js';
import type { Program } from './part-commands.ts';

/** What can be killed. Postgres is the hub's own, and the hub starts it again by itself. */
export const VICTIMS = ['hub', 'gateway', 'intake', 'postgres'] as const;
export type Victim = (typeof VICTIMS)[number];

type Env = Readonly<Record<string, string>>;

/** Stopped in this order: nobody is left without those it talks to. */
const STOPPED: readonly Program[] = ['gateway', 'intake', 'other-hub', 'hub', 'witness'];

/** The processes of a programme: one of each name, started again at will. Close it. */
export class RunningParts {
  readonly #dir: string;
  readonly #start: (name: Program, env: Env) => Promise<Part>;
  readonly #parts = new Map<Program, Part>();
  #killed = 0;

  constructor(dir: string, start: (name: Program, env: Env) => Promise<Part>) {
    this.#dir = dir;
    this.#start = start;
  }

  /** The gateway's code for its local page, when it was made at its last start. */
  get localCode(): string | undefined {
    return this.#parts.get('gateway')?.localCode;
  }

  async pid(name: Victim | Program): Promise<number> {
    if (name !== 'postgres') return this.#parts.get(name)?.process.pid as number;
    const file = join(this.#dir, 'hub', 'postgres', 'postmaster.pid');
    return Number((await readFile(file, 'utf8')).split('\n')[0]);
  }

  async restart(name: Victim | Program, env: Env = {}): Promise<void> {
    if (name === 'postgres') await this.#anotherPostgres();
    else this.#parts.set(name, await this.#start(name, env));
  }

  async kill(name: Victim | Program): Promise<void> {
    if (name === 'postgres') {
      this.#killed = await this.pid('postgres');
      process.kill(this.#killed, 'SIGKILL');
      return;
    }
    const child = this.#parts.get(name)?.process;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  hasEnded(name: Program): boolean {
    const child = this.#parts.get(name)?.process;
    return child === undefined || ended(child);
  }

  async close(): Promise<void> {
    for (const name of STOPPED) await this.#parts.get(name)?.close();
  }

  async #anotherPostgres(): Promise<void> {
    for (;;) {
      const now = await this.pid('postgres').catch(() => this.#killed);
      if (now !== this.#killed && now > 0) return;
      await new Promise((later) => setTimeout(later, 10));
    }
  }
}

/** Whether that process has ended, whatever ended it. */
export function ended({ exitCode, signalCode }: Part['process']): boolean {
  return exitCode !== null || signalCode !== null;
}
