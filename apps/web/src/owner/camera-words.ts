import type { OwnerCameraView } from '@porchlight/contract';
import { dayAndTime } from '../ui/format-time.ts';

export interface CameraState {
  /** `on`: may be asked for in an incident. `off`: cannot. `wait`: the owner should look at it. */
  readonly lamp: 'on' | 'off' | 'wait';
  readonly words: string;
}

/** The one thing an owner wants to know about a camera: can anybody look through it right now, and if not, why not. */
export function cameraState(camera: OwnerCameraView, now: number, timeZone: string): CameraState {
  const { consent, consentState, pausedUntil } = camera;
  if (consent === null || consentState === 'none')
    return { lamp: 'off', words: 'Not signed. Nobody can look.' };
  if (consentState === 'expired' || consent.until <= now)
    return { lamp: 'wait', words: 'Your permission has run out. Nobody can look.' };
  if (consentState === 'refused')
    return { lamp: 'wait', words: 'Your box did not take what you signed. Nobody can look under it.' };
  if (pausedUntil === 0) return { lamp: 'off', words: 'Paused until you sign again.' };
  if (pausedUntil !== null && pausedUntil > now)
    return { lamp: 'off', words: `Paused until ${dayAndTime(pausedUntil, timeZone)}.` };
  if (consentState === 'sent') return { lamp: 'wait', words: 'Signed. On its way to your box.' };
  if (consentState === 'waiting')
    return {
      lamp: 'wait',
      words: `What you widened holds from ${dayAndTime(camera.effectiveAt ?? now, timeZone)}.`,
    };
  if (consent.tier === 'registry') return { lamp: 'off', words: 'Registered only. Nobody can look live.' };
  if (camera.state === 'gateway-offline') return { lamp: 'wait', words: 'Your box is not connected.' };
  if (camera.state !== 'live') return { lamp: 'wait', words: DEVICE_WORDS[camera.state] };
  return { lamp: 'on', words: 'May be looked through in an incident.' };
}

const DEVICE_WORDS: Record<Exclude<OwnerCameraView['state'], 'live' | 'gateway-offline'>, string> = {
  connecting: 'The box is connecting to this camera.',
  refused: 'The camera refuses the box’s password.',
  missing: 'The camera’s address answers, but has no such stream.',
  unsupported: 'The camera sends a format the box cannot pass on.',
  silent: 'The camera is connected but sends no picture.',
  unreachable: 'The box cannot reach this camera.',
  forbidden: 'The camera’s address is not allowed.',
};
