import { cpus, loadavg } from 'node:os';

/** Nearest-rank percentile; `part` from 0 to 1. NaN for no values. */
export function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

export const tenth = (value: number): number => Math.round(value * 10) / 10;

export interface Spread {
  readonly n: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const at = (part: number): number => tenth(share(values, part));
  return { n: values.length, median: at(0.5), p95: at(0.95), max: at(1) };
}

/** Cores, runtime and how busy the machine was when this was asked. */
export function machine(): string {
  const load = loadavg()[0] ?? 0;
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, load ${load.toFixed(1)}`;
}

export interface Row extends Spread {
  readonly what: string;
  readonly gate: string;
  /** The peer's median, measured in the same run; absent where there is none. */
  readonly peer?: number | undefined;
}

/** Prints the rows as a table, then one line of JSON. */
export function printRows(bench: string, title: string, rows: readonly Row[]): void {
  const line = (...cells: (string | number)[]): void =>
    console.log(cells.map((cell, i) => String(cell).padEnd(i === 0 ? 46 : 10)).join(''));
  console.log(`${title}; ${machine()}`);
  line('', 'n', 'median', 'p95', 'max', 'gate', 'peer', 'ours/peer');
  for (const { what, n, median, p95, max, gate, peer } of rows)
    line(what, n, median, p95, max, gate, peer ?? '–', peer ? Math.round((median / peer) * 100) / 100 : '–');
  console.log(JSON.stringify({ bench, machine: machine(), rows }));
}
