import { cpus, loadavg } from 'node:os';

/** Nearest-rank percentile; `part` from 0 to 1. NaN for no values. */
export function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

export const tenth = (value: number): number => Math.round(value * 10) / 10;

/** At most three significant places for what is small. */
const rounded = (value: number): number =>
  Math.abs(value) < 10 ? Math.round(value * 100) / 100 : tenth(value);

export interface Spread {
  readonly n: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const at = (part: number): number => rounded(share(values, part));
  return { n: values.length, median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** One value, such as a sum. */
export const single = (value: number): Spread => spreadOf([value]);

/** Cores, runtime and how busy the machine was when this was asked. */
export function machine(): string {
  const load = loadavg()[0] ?? 0;
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, load ${load.toFixed(1)}`;
}

export interface Row extends Spread {
  readonly what: string;
  /** `–`, or bounds with commas between, such as `median ≤ 150, max ≤ 300`; without a word p95 is at most, the median at least so much. */
  readonly gate: string;
  /** The peer's median, measured in the same run; absent where there is none. */
  readonly peer?: number | undefined;
}

/** Whether the gate holds; null without one. */
export function isMet(row: Row): boolean | null {
  if (row.gate === '–') return null;
  return row.gate.split(', ').every((bound) => {
    const [, name, sign, limit] = /^(?:(median|p95|p99|max) )?(≤|≥) ([\d.]+)$/.exec(bound) ?? [];
    if (sign === undefined) throw new Error(`no gate: ${bound}`);
    const value = row[(name ?? (sign === '≤' ? 'p95' : 'median')) as keyof Spread];
    return sign === '≤' ? value <= Number(limit) : value >= Number(limit);
  });
}

const WORDS = new Map<boolean | null, string>([
  [true, 'met'],
  [false, 'NOT MET'],
  [null, '–'],
]);

/** Prints the rows as a table, then one line of JSON. */
export function printRows(bench: string, title: string, rows: readonly Row[]): void {
  const line = (...cells: (string | number)[]): void =>
    console.log(cells.map((cell, i) => String(cell).padEnd(i === 0 ? 50 : i === 6 ? 26 : 10)).join(''));
  console.log(`${title}; ${machine()}`);
  line('', 'n', 'median', 'p95', 'p99', 'max', 'gate', '', 'peer', 'ours/peer');
  const told = rows.map((row) => {
    const ratio = row.peer ? rounded(row.median / row.peer) : null;
    return { ...row, ...(row.peer && { peer: rounded(row.peer) }), met: isMet(row), ratio };
  });
  for (const { what, n, median, p95, p99, max, gate, met, peer, ratio } of told)
    line(what, n, median, p95, p99, max, gate, WORDS.get(met) ?? '', peer ?? '–', ratio ?? '–');
  console.log(JSON.stringify({ bench, title, machine: machine(), rows: told }));
}
