import type { OwnerCameraView } from '@porchlight/contract';
import { describe, expect, it } from 'vitest';
import { cameraState } from './camera-words.ts';

const NOW = Date.UTC(2026, 10, 23, 8);
const SIGNED = { tier: 'incident', until: NOW + 1000 } as OwnerCameraView['consent'];
const camera = (changes: Partial<OwnerCameraView>) =>
  ({
    state: 'live',
    consent: SIGNED,
    consentState: 'in-force',
    pausedUntil: null,
    ...changes,
  }) as OwnerCameraView;
const lamp = (changes: Partial<OwnerCameraView>) => cameraState(camera(changes), NOW, 'UTC').lamp;

describe('the state of a camera in words', () => {
  it('is on only when a signed, running, unpaused camera could be asked for', () => {
    expect(lamp({})).toBe('on');
    for (const changes of [
      { consent: null },
      { consentState: 'none' },
      { consentState: 'sent' },
      { consentState: 'refused' },
      { consentState: 'expired' },
      { consent: { ...SIGNED, until: NOW } as OwnerCameraView['consent'] },
      { consent: { ...SIGNED, tier: 'registry' } as OwnerCameraView['consent'] },
      { pausedUntil: 0 },
      { pausedUntil: NOW + 1 },
      { state: 'gateway-offline' },
      { state: 'unreachable' },
    ] as Partial<OwnerCameraView>[])
      expect(lamp(changes), JSON.stringify(changes)).not.toBe('on');
  });

  it('never says that nobody can look where an earlier signature may still hold', () => {
    for (const consentState of ['sent', 'refused', 'waiting'] as const) {
      const state = cameraState(camera({ consentState, effectiveAt: NOW + 5 }), NOW, 'UTC');
      expect(state.closed, consentState).toBe(false);
      expect(state.words).not.toMatch(/Nobody/);
    }
    expect(cameraState(camera({ consentState: 'sent', pausedUntil: 0 }), NOW, 'UTC').closed).toBe(true);
  });

  it('forgets a pause that has run out', () => {
    expect(lamp({ pausedUntil: NOW })).toBe('on');
  });

  it('puts the owner’s own pause before the state of the device', () => {
    expect(cameraState(camera({ pausedUntil: 0, state: 'unreachable' }), NOW, 'UTC').words).toMatch(/Paused/);
  });
});
