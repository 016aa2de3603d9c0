import type { IncidentView } from '@porchlight/contract';
import { describe, expect, test } from 'vitest';
import { incidentFeatures } from './overlay-data.ts';

const incident = (incidentId: string, status: 'open' | 'closed'): IncidentView =>
  ({
    incidentId,
    status,
    position: { lat: -34.88, lon: -56.17 },
    circle: { radiusM: 250, cameras: 3, coverage: 0.2 },
  }) as unknown as IncidentView;

const kinds = (all: readonly IncidentView[], selected: string | null) =>
  incidentFeatures(all, selected).features.map(({ properties }) => properties);

describe('incidents on the map', () => {
  test('an open one has a point, and the chosen one its circle', () => {
    const shown = kinds([incident('a', 'open'), incident('b', 'open')], 'b');
    expect(shown).toMatchObject([
      { kind: 'incident', id: 'a', chosen: false, blocked: false },
      { kind: 'incident', id: 'b', chosen: true, blocked: false },
      { kind: 'circle', over: false },
    ]);
  });

  test('a closed one is gone unless it is chosen, and then it is no alarm any more', () => {
    expect(kinds([incident('a', 'closed')], null)).toEqual([]);
    expect(kinds([incident('a', 'closed')], 'a')).toMatchObject([
      { kind: 'incident', blocked: true },
      { kind: 'circle', over: true },
    ]);
  });
});
