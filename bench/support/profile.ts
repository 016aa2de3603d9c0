import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** A part as it is profiled: its name and process. */
export interface Profiled {
  readonly name: string;
  readonly pid: number;
}

const WRITE_LIMIT_MS = 10_000;
const PRELOAD = new URL('profile-part.mjs', import.meta.url).href;
/** Sleep, and the sampler’s own beginning. */
const NOT_WORK = new Set(['(idle)', '(root)', 'dispatch']);

/** Where processor time goes inside the parts that are started after this was made: each function's own time, as V8's sampler saw it. */
export class Profiles {
  readonly #dir = mkdtempSync(join(tmpdir(), 'porchlight-profile-'));

  /** To be set before the parts are started; they inherit it. */
  readonly env = { NODE_OPTIONS: `--import=${PRELOAD}`, PROFILE_DIR: this.#dir };

  begin(parts: readonly Profiled[]): void {
    for (const { pid } of parts) process.kill(pid, 'SIGUSR2');
  }

  /** The `most` functions of each part with the most time of their own, milliseconds. */
  async end(parts: readonly Profiled[], most: number): Promise<string> {
    this.begin(parts);
    const tables: string[] = [];
    for (const { name, pid } of parts) tables.push(`${name}\n${tableOf(await this.#read(pid), most)}`);
    rmSync(this.#dir, { recursive: true });
    return tables.join('\n');
  }

  async #read(pid: number): Promise<CpuProfile> {
    const until = performance.now() + WRITE_LIMIT_MS;
    for (;;) {
      try {
        return JSON.parse(readFileSync(join(this.#dir, `${pid}.cpuprofile`), 'utf8')) as CpuProfile;
      } catch (error) {
        if (performance.now() > until) throw error;
        await sleep(100);
      }
    }
  }
}

/** Own time by function. `(program)` is the runtime itself and the kernel on its behalf. */
function tableOf({ nodes, samples, timeDeltas }: CpuProfile, most: number): string {
  const named = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
      id,
      url === '' ? functionName : `${functionName || '(anonymous)'} ${shortened(url)}:${lineNumber + 1}`,
    ]),
  );
  const own = new Map<string, number>();
  samples.forEach((id, i) => {
    const name = named.get(id) ?? '?';
    if (!NOT_WORK.has(name)) own.set(name, (own.get(name) ?? 0) + (timeDeltas[i] ?? 0) / 1000);
  });
  const all = [...own.values()].reduce((sum, ms) => sum + ms, 0);
  const rows = [...own].sort(([, a], [, b]) => b - a).slice(0, most);
  const line = (ms: number, what: string): string =>
    `${ms.toFixed(0).padStart(8)} ${((ms / all) * 100).toFixed(1).padStart(5)} %  ${what}`;
  return [line(all, 'all'), ...rows.map(([what, ms]) => line(ms, what))].join('\n');
}

function shortened(url: string): string {
  return url.split('/').slice(-3).join('/');
}
