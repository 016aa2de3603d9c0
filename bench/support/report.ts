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

/** The rows as a Markdown table; `short`: only those with a gate. */
export function tableOf(results: readonly Told[], short = false): string {
  const [first] = results;
  const lines = results.flatMap(({ title, rows }) => {
    const kept = rows.filter((row) => !short || row.met !== null);
    const head = short || kept.length === 0 ? [] : [`| *${title}* | | | | | | |`];
    return [
      ...head,
      ...kept.map(
        ({ what, median, p95, gate, met, peer, ratio }) =>
          `| ${what} | ${median} | ${p95} | ${gate} | ${MET.get(met)} | ${peer ?? '–'} | ${ratio ?? '–'} |`,
      ),
    ];
  });
  return [
    `Measured on ${first?.machine.replace(/, load.*/, '') ?? 'nothing'}; servers, town, witnesses and browser all on it, over loopback.`,
    '',
    '| what | median | p95 | gate | | peer | ours/peer |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}
