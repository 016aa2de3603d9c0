/** Words a label may have. They are written into the program: none comes from data, so none can name a home, camera or person. */
export type LabelWords = readonly [string, ...string[]];

/** One figure, or one for each word of its label, in the Prometheus sense. */
export interface Metric {
  /** `porchlight_…`, ending with its unit; counters end with `_total`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  /** What it counts, in one sentence without a line break. */
  readonly help: string;
  readonly label?: { readonly name: string; readonly words: LabelWords };
}

/** What a metric reads now: one number, or one for each word of its label. Undefined: not known at this moment. */
export type Reading = number | Readonly<Record<string, number>> | undefined;

/**
 * The Prometheus text format, version 0.0.4. A metric without a reading is left out. Throws RangeError for a word that its metric
 * does not declare.
 */
export function metricsText(readings: readonly (readonly [Metric, Reading])[]): string {
  return readings.map(([metric, reading]) => block(metric, reading)).join('');
}

function block(metric: Metric, reading: Reading): string {
  if (reading === undefined) return '';
  const { name, help, type } = metric;
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  if (typeof reading === 'number') return `${head}${name} ${textOf(reading)}\n`;
  return (
    head +
    Object.entries(reading)
      .map(([word, value]) => line(metric, word, value))
      .join('')
  );
}

function line({ name, label }: Metric, word: string, value: number): string {
  if (label === undefined || !label.words.includes(word))
    throw new RangeError(`${name} has no label value “${word}”`);
  return `${name}{${label.name}="${word}"} ${textOf(value)}\n`;
}

const textOf = (value: number): string =>
  Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';
