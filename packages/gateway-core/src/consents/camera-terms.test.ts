import type { CameraId, GatewayId, Hours } from '@porchlight/domain';
import { type CameraConsent, toBase64Url } from '@porchlight/statements';
import { cameraConsent, metresNorth, TEST_NOW } from '@porchlight/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CameraTerms,
  confirmed,
  NO_TERMS,
  pausedUntil,
  settled,
  takeTerms,
  withdrawnUpTo,
} from './camera-terms.ts';
import { narrowedBy, widens } from './narrowing.ts';

const WAIT = 24 * 3600_000;
const hash = (version: number): string => toBase64Url(new Uint8Array(32).fill(version));

function offer(before: CameraTerms, version: number, changes: Partial<CameraConsent>, now = TEST_NOW) {
  return takeTerms(before, { terms: cameraConsent(changes), hash: hash(version), version }, now, WAIT);
}

function taken(before: CameraTerms, version: number, changes: Partial<CameraConsent> = {}): CameraTerms {
  const outcome = offer(before, version, changes);
  if (outcome.kind === 'refused') throw new Error(outcome.detail);
  return outcome.next;
}

const first = taken(NO_TERMS, 1);

describe('the terms of a camera', () => {
  it('are in force at once when they are the first ever', () => {
    expect(offer(NO_TERMS, 1, {}).kind).toBe('in-force');
    expect(first.inForce?.version).toBe(1);
  });

  it('that are narrower hold at once', () => {
    expect(offer(first, 2, { radiusM: 50 }).kind).toBe('in-force');
    expect(taken(first, 2, { radiusM: 50 }).inForce?.terms.radiusM).toBe(50);
  });

  it('that are wider wait, while what both allow stays in force', () => {
    const next = taken(first, 2, { radiusM: 900, classes: ['burglary'] });
    expect(next.inForce?.terms).toMatchObject({ radiusM: 200, classes: ['burglary'] });
    expect(next.waiting).toMatchObject({ version: 2, effectiveAt: TEST_NOW + WAIT });
    expect(settled(next, TEST_NOW + WAIT - 1).inForce?.terms.radiusM).toBe(200);
    expect(settled(next, TEST_NOW + WAIT).inForce?.terms.radiusM).toBe(900);
    expect(confirmed(next).inForce?.terms.radiusM).toBe(900);
  });

  it('wait when the camera is said to stand somewhere else', () => {
    const next = taken(first, 2, metresNorth(10));
    expect(next.inForce?.terms.pose).toEqual(cameraConsent().pose);
    expect(next.waiting).not.toBeNull();
  });

  it('wait after a withdrawal, though nothing is in force to be widened', () => {
    const gone = withdrawnUpTo(first, 1);
    expect(gone.inForce).toBeNull();
    expect(offer(gone, 2, {})).toMatchObject({ kind: 'waiting', next: { inForce: null } });
  });

  it('refuse an older version, a withdrawn one, and another text of the same version', () => {
    const third = taken(first, 3);
    expect(offer(third, 2, {}).kind).toBe('refused');
    expect(offer(withdrawnUpTo(first, 5), 4, {}).kind).toBe('refused');
    const other = { terms: cameraConsent(), hash: hash(9), version: 3 };
    expect(takeTerms(third, other, TEST_NOW, WAIT).kind).toBe('refused');
    expect(offer(third, 3, {}).kind).toBe('known');
  });
});

describe('a pause', () => {
  it('until the owner signs is lifted by a newer consent and by nothing else', () => {
    const paused = pausedUntil(first, null);
    expect(settled(paused, TEST_NOW + 100 * WAIT).pause).toEqual({ until: null, version: 1 });
    expect(pausedUntil(paused, TEST_NOW).pause).toEqual({ until: null, version: 1 });
    expect(
      takeTerms(paused, { terms: cameraConsent(), hash: hash(1), version: 1 }, TEST_NOW, WAIT).kind,
    ).toBe('known');
    expect(taken(paused, 2).pause).toBeNull();
  });

  it('is never shortened', () => {
    const paused = pausedUntil(first, TEST_NOW + 5000);
    expect(pausedUntil(paused, TEST_NOW + 1000)).toBe(paused);
    expect(settled(paused, TEST_NOW + 4999).pause).not.toBeNull();
    expect(settled(paused, TEST_NOW + 5000).pause).toBeNull();
  });
});

describe('narrowed terms', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const hours: fc.Arbitrary<Hours> = fc.oneof(
    fc.constant<Hours>({ kind: 'always' }),
    fc.record({ kind: fc.constant('daily' as const), fromMinute: minute, toMinute: minute }),
  );
  const terms: fc.Arbitrary<CameraConsent> = fc
    .record({
      tier: fc.constantFrom('registry' as const, 'incident' as const),
      classes: fc.subarray(['burglary', 'robbery', 'arson'] as const).map((c) => [...c]),
      radiusM: fc.integer({ min: 0, max: 5000 }),
      hours,
      from: fc.integer({ min: TEST_NOW - 100, max: TEST_NOW + 100 }),
      until: fc.integer({ min: TEST_NOW, max: TEST_NOW + 1000 }),
    })
    .map((changes) =>
      cameraConsent({ cameraId: 'cam-1' as CameraId, gatewayId: 'gw-1' as GatewayId, ...changes }),
    );

  it('are wider than neither side', () => {
    fc.assert(
      fc.property(terms, terms, (older, newer) => {
        const both = narrowedBy(older, newer);
        expect(widens(older, both, TEST_NOW)).toBe(false);
        expect(widens(newer, both, TEST_NOW)).toBe(false);
      }),
    );
  });

  it('widen nothing when they are the same terms', () => {
    fc.assert(fc.property(terms, (same) => !widens(same, same, TEST_NOW)));
  });
});
