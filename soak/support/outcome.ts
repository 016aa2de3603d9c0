import { share } from '../../bench/support/figures.ts';

/** A promise that a scenario watched: how often it was put to the test, and how often it broke. */
export interface Kept {
  readonly promise: string;
  readonly tried: number;
  readonly broken: number;
}

/** What one scenario did and found. Times are milliseconds. */
export interface Outcome {
  readonly scenario: string;
  /** What was done, with counts. */
  readonly done: string;
  readonly kept: readonly Kept[];
  /** How long each recovery took, by what was hurt. */
  readonly recoveries: Readonly<Record<string, readonly number[]>>;
}

export interface SoakOptions {
  readonly times: number;
  readonly minutes: number;
  readonly seed: number;
  readonly short: boolean;
  readonly onProgress: (line: string) => void;
}

export type Scenario = (options: SoakOptions) => Promise<Outcome>;

/** One outcome of several: what promises the same is counted together. */
export function together(scenario: string, outcomes: readonly Outcome[]): Outcome {
  const kept = new Map<string, Kept>();
  for (const each of outcomes.flatMap((outcome) => outcome.kept)) {
    const { tried, broken } = kept.get(each.promise) ?? { tried: 0, broken: 0 };
    kept.set(each.promise, { ...each, tried: tried + each.tried, broken: broken + each.broken });
  }
  return {
    scenario,
    done: outcomes.map(({ done }) => done).join('; '),
    kept: [...kept.values()],
    recoveries: Object.assign({}, ...outcomes.map(({ recoveries }) => recoveries)),
  };
}

export const brokenIn = (outcome: Outcome): number => outcome.kept.filter(({ broken }) => broken > 0).length;

/** The outcomes as a Markdown table, one line a promise and one a kind of recovery. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const lines = ['| scenario | what | tried | broken |', '|---|---|---|---|'];
  for (const { scenario, done, kept } of outcomes) {
    lines.push(`| **${scenario}** | ${done} | | |`);
    for (const { promise, tried, broken } of kept)
      lines.push(`| | ${promise} | ${tried} | ${broken === 0 ? '0' : `**${broken}**`} |`);
  }
  lines.push('', '| scenario | recovery | n | median ms | worst ms |', '|---|---|---|---|---|');
  for (const { scenario, recoveries } of outcomes)
    for (const [what, took] of Object.entries(recoveries))
      if (took.length > 0)
        lines.push(
          `| ${scenario} | ${what} | ${took.length} | ${Math.round(share(took, 0.5))} | ${Math.round(Math.max(...took))} |`,
        );
  return lines.join('\n');
}
