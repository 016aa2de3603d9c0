export { type PlainAnswer, type PlainRequest, plainRequest } from './plain-request.ts';
export {
  openRearmedCamera,
  type RearmedPorts,
  type SessionAccess,
  type SessionTarget,
} from './rearmed-camera.ts';
export { retryAfterMs } from './retry-after.ts';
export { openWhepSession } from './whep-session.ts';
