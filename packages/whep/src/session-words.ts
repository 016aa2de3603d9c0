import type { CameraState } from '@porchlight/media';
import type { WhepRefusal } from './whep-session.ts';

export const RESTING: CameraState = {
  kind: 'resting',
  detail: 'Ready. It is asked for pictures only while a look is permitted.',
};
export const OPENING: CameraState = {
  kind: 'connecting',
  detail: 'Asking the camera’s service for pictures.',
};
export const REARMING: CameraState = {
  kind: 're-arming',
  detail: 'The camera’s service ended the session at its time limit. Opening the next one.',
};
export const SILENT: CameraState = {
  kind: 'silent',
  detail: 'The camera’s service opened a session and no picture came. Trying again.',
};
export const LOST: CameraState = { kind: 'unreachable', detail: 'The live session broke off. Trying again.' };

/** What a refused session looks like to the camera's owner. */
export function refusalState(refusal: WhepRefusal): CameraState {
  switch (refusal.kind) {
    case 'conflict':
      return {
        kind: 're-arming',
        detail: 'Another live session of this camera is still open. Trying again.',
      };
    case 'unauthorised':
      return {
        kind: 'refused',
        detail: 'The camera’s service no longer accepts this link. Connect the camera again.',
      };
    case 'missing':
      return { kind: 'missing', detail: 'The camera’s service no longer knows this camera.' };
    case 'unsupported':
      return { kind: 'unsupported', detail: 'The camera’s service did not offer H.264 video alone.' };
    case 'forbidden':
      return {
        kind: 'forbidden',
        detail: 'The pictures would come from an address that no camera may have.',
      };
    case 'unreachable':
      return { kind: 'unreachable', detail: 'The camera’s service cannot be reached. Trying again.' };
    case 'busy':
      return { kind: 'unreachable', detail: `The camera’s service asks to wait${seconds(refusal.retryMs)}.` };
    case 'offline':
      return {
        kind: 'unreachable',
        detail: 'The camera’s service says that the camera is offline. Trying again.',
      };
  }
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '' : ` ${Math.ceil(ms / 1000)} s`);
