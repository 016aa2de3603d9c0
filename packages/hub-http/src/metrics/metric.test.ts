import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HUB_METRICS } from './hub-metrics.ts';
import { type Metric, metricsText } from './metric.ts';

const causes = { name: 'cause', words: ['slow', 'level'] } as const;
const dropped: Metric = { name: 'x_dropped_total', type: 'counter', help: 'Lost.', label: causes };
const lag: Metric = { name: 'x_lag_seconds', type: 'gauge', help: 'Lag.' };

describe('the metrics text', () => {
  it('has help, type and one line for each word, as Prometheus reads it', () => {
    expect(
      metricsText([
        [dropped, { slow: 3, level: 0 }],
        [lag, Number.POSITIVE_INFINITY],
      ]),
    ).toBe(
      [
        '# HELP x_dropped_total Lost.',
        '# TYPE x_dropped_total counter',
        'x_dropped_total{cause="slow"} 3',
        'x_dropped_total{cause="level"} 0',
        '# HELP x_lag_seconds Lag.',
        '# TYPE x_lag_seconds gauge',
        'x_lag_seconds +Inf',
        '',
      ].join('\n'),
    );
  });

  it('leaves out what is not known now', () => {
    expect(metricsText([[lag, undefined]])).toBe('');
  });

  it('refuses a label value that its metric does not declare, so no data can become one', () => {
    expect(() => metricsText([[dropped, { 'camera-17': 1 }]])).toThrow(RangeError);
    expect(() => metricsText([[lag, { slow: 1 }]])).toThrow(RangeError);
  });
});

describe('the metrics of the hub', () => {
  const all: Metric[] = Object.values(HUB_METRICS);

  it('stand in docs/operations.md with their meaning, all of them and no other', () => {
    const doc = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
    const rows = [
      ...doc.matchAll(/^\| `((?:porchlight|process)_[a-z_]+)(?:\{[a-z]+\})?` \| ([^|]{10,}) \|/gm),
    ];
    expect(rows.map(([, name]) => name).sort()).toEqual(all.map(({ name }) => name).sort());
  });

  it('have names that Prometheus takes, counters with _total, and help without a line break', () => {
    for (const { name, type, help, label } of all) {
      expect(name).toMatch(/^[a-z][a-z_]+$/);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(help).toMatch(/^[^\n\\]+\.$/);
      for (const word of label?.words ?? []) expect(word).toMatch(/^[a-z-]+$/);
    }
  });

  it('have no label that could name a home, a camera, an owner or an operator', () => {
    expect(all.flatMap(({ label }) => label?.name ?? []).sort()).toEqual(['cause', 'state', 'state']);
  });
});
