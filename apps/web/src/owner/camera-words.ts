import type { OwnerCameraView } from '@porchlight/contract';
import { dayAndTime } from '../ui/format-time.ts';

export interface CameraState {
  /** `on`: may be asked for in an incident. `off`: cannot. `wait`: the owner should look at it. */
  readonly lamp: 'on' | 'off' | 'wait';
  /** True when certainly nobody can look now. Where only the box knows (what was signed before may still hold) it is false. */
  readonly closed: boolean;
  readonly words: string;
}

/** The one thing an owner wants to know about a camera: can anybody look through it right now, and if not, why not. */
export function cameraState(camera: OwnerCameraView, now: number, timeZone: string): CameraState {
  const { consent, consentState, pausedUntil, effectiveAt } = camera;
  if (consent === null || consentState === 'none') return closed('off', 'Not signed. Nobody can look.');
  if (consentState === 'expired' || consent.until <= now)
    return closed('wait', 'Your permission has run out. Nobody can look.');
  if (pausedUntil === 0) return closed('off', 'Paused until you sign again.');
  if (pausedUntil !== null && pausedUntil > now)
    return closed('off', `Paused until ${dayAndTime(pausedUntil, timeZone)}.`);
  if (camera.state === 'gateway-offline') return closed('wait', 'Your box is not connected.');
  if (!OPENABLE.has(camera.state)) return closed('wait', DEVICE_WORDS[camera.state]);
  if (consentState === 'refused')
    return open('wait', 'Your box did not take what you signed last. What it held before still holds.');
  if (consentState === 'sent')
    return open('wait', 'Signed, on its way to your box. Until it is there, what you signed before holds.');
  if (consentState === 'waiting')
    return open(
      'on',
      `What you opened further holds from ${dayAndTime(effectiveAt ?? now, timeZone)}. Until then only what old and new choices both allow.`,
    );
  if (consent.tier === 'registry') return closed('off', 'Registered only. Nobody can look live.');
  return open('on', 'May be looked through in an incident.');
}

function closed(lamp: CameraState['lamp'], words: string): CameraState {
  return { lamp, words, closed: true };
}

function open(lamp: CameraState['lamp'], words: string): CameraState {
  return { lamp, words, closed: false };
}

/** A camera that is only asked for pictures when somebody may look is none that is broken. */
const OPENABLE: ReadonlySet<OwnerCameraView['state']> = new Set(['live', 'resting', 're-arming']);

const DEVICE_WORDS: Record<Exclude<OwnerCameraView['state'], 'gateway-offline'>, string> = {
  live: 'Live.',
  resting: 'Ready.',
  're-arming': 'The camera’s service is opening its next session.',
  connecting: 'The box is connecting to this camera.',
  refused: 'The camera refuses the box’s password.',
  missing: 'The camera’s address answers, but has no such stream.',
  unsupported: 'The camera sends a format the box cannot pass on.',
  silent: 'The camera is connected but sends no picture.',
  unreachable: 'The box cannot reach this camera.',
  forbidden: 'The camera’s address is not allowed.',
};
