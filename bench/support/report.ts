import { HEADLINES } from './benches.ts';
import type { Row } from './figures.ts';

/** What a bench's last line says. */
export interface Told {
  readonly bench: string;
  readonly title: string;
  readonly machine: string;
  readonly rows: readonly (Row & { readonly met: boolean | null; readonly ratio: number | null })[];
}

/** Reads the line of JSON that a bench ends with; undefined without one. */
export function told(text: string): Told | undefined {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
}

const MET = new Map<boolean | null, string>([
  [true, 'met'],
  [false, '**not met**'],
  [null, ''],
]);

type ToldRow = Told['rows'][number];

const lineOf = (row: ToldRow, words = row.what): string =>
  `| ${words} | ${row.median} | ${row.p95} | ${row.gate} | ${MET.get(row.met)} | ${row.peer ?? '–'} | ${row.ratio ?? '–'} |`;

/** The rows as a Markdown table; `short`: only the headlines. */
export function tableOf(results: readonly Told[], short = false): string {
  const [first] = results;
  const lines = short
    ? HEADLINES.flatMap(([bench, what, words]) => {
        const rows = results.flatMap((each) => (each.bench === bench ? each.rows : []));
        return rows.filter((row) => row.what === what).map((row) => lineOf(row, words));
      })
    : results.flatMap(({ title, rows }) => [`| *${title}* | | | | | | |`, ...rows.map((row) => lineOf(row))]);
  return [
    `Measured on ${first?.machine.replace(/, load.*/, '') ?? 'nothing'}; servers, town, witnesses and browser all on it, over loopback.`,
    '',
    '| what | median | p95 | gate | | peer | ours/peer |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
