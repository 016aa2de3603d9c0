import { INCIDENT_CLASSES } from '@porchlight/domain';
import type { CameraConsent } from '@porchlight/statements';
import { describe, expect, it } from 'vitest';
import { termsDifference } from './terms-difference.ts';

const TERMS: CameraConsent = {
  cameraId: 'cam-1' as CameraConsent['cameraId'],
  gatewayId: 'gw-1' as CameraConsent['gatewayId'],
  label: 'Front door',
  tier: 'incident',
  classes: ['burglary', 'robbery'],
  radiusM: 200,
  hours: { kind: 'daily', fromMinute: 22 * 60, toMinute: 6 * 60 },
  from: Date.UTC(2026, 10, 1),
  until: Date.UTC(2027, 4, 1, 12),
  pose: {
    position: { lat: -34.9, lon: -56.2 },
    heightM: 3,
    azimuthDeg: 90,
    tiltDeg: 10,
    hfovDeg: 90,
    rangeM: 40,
  },
};
const change = (changes: Partial<CameraConsent>) => termsDifference(TERMS, { ...TERMS, ...changes }, 'UTC');

describe('the difference between signed and chosen terms', () => {
  it('is empty when both say the same, whenever they were signed', () => {
    expect(change({ from: TERMS.from + 1 })).toEqual([]);
  });

  it('shows everything as opening when nothing was signed before', () => {
    const all = termsDifference(null, TERMS, 'UTC');
    expect(all.length).toBe(8);
    expect(all.every((c) => c.before === null && c.effect === 'opens')).toBe(true);
  });

  it.each<[string, Partial<CameraConsent>, string, string]>([
    ['a larger radius opens', { radiusM: 201 }, 'How near', 'opens'],
    ['a smaller radius closes', { radiusM: 199 }, 'How near', 'closes'],
    [
      'one kind more opens, even when another is taken away',
      { classes: ['arson'] },
      'Kinds of incident',
      'opens',
    ],
    ['one kind less closes', { classes: ['burglary'] }, 'Kinds of incident', 'closes'],
    ['any hour opens', { hours: { kind: 'always' } }, 'Hours', 'opens'],
    [
      'a shorter night closes',
      { hours: { kind: 'daily', fromMinute: 23 * 60, toMinute: 300 } },
      'Hours',
      'closes',
    ],
    [
      'day instead of night opens',
      { hours: { kind: 'daily', fromMinute: 600, toMinute: 660 } },
      'Hours',
      'opens',
    ],
    ['a later end opens', { until: TERMS.until + 2 * 86_400_000 }, 'Until', 'opens'],
    [
      'another direction neither opens nor closes',
      { pose: { ...TERMS.pose, azimuthDeg: 100 } },
      'Where it points',
      'moves',
    ],
    [
      'another place opens, for the distance is measured from it',
      { pose: { ...TERMS.pose, position: { lat: -34.901, lon: -56.2 } } },
      'Where it stands',
      'opens',
    ],
  ])('%s', (_, changes, what, effect) => {
    const found = change(changes);
    expect(found.map((c) => [c.what, c.effect])).toEqual([[what, effect]]);
  });

  it('shows leaving live looks as closing in every line it touches', () => {
    expect(change({ tier: 'registry' }).map((c) => c.effect)).toEqual(['closes', 'closes', 'closes']);
  });

  it('names every class in words', () => {
    const [line] = change({ classes: [...INCIDENT_CLASSES] });
    expect(line?.after).toBe(
      'burglary, robbery, assault, shooting, vehicle theft, hit and run, arson, missing person',
    );
  });
});
