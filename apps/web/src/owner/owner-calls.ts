import {
  type BoxCall,
  boxReplySchema,
  type NoViewAnswer,
  ownerOverviewSchema,
  ownerSealedSchema,
  receiptSchema,
  type Sealed,
  takenInSchema,
  waiverSchema,
} from '@porchlight/contract';
import type { Envelope } from '@porchlight/statements';
import * as z from 'zod';
import { call } from '../api/call.ts';

/** POST /api/owner/stop: ends running looks of these cameras (all when none is named) at once. No passkey. */
export function stopLooks(what: { requestId?: string; cameraIds?: readonly string[] }) {
  return call('POST', '/api/owner/stop', z.unknown(), what);
}

/** POST /api/owner/pause: no passkey. `until` null: until the owner signs again. */
export function pauseCameras(until: number | null, cameraIds?: readonly string[]) {
  return call('POST', '/api/owner/pause', z.unknown(), cameraIds ? { until, cameraIds } : { until });
}

/** POST /api/owner/withdraw: no passkey. */
export function withdrawCameras(cameraIds: readonly string[]) {
  return call('POST', '/api/owner/withdraw', z.unknown(), { cameraIds });
}

export function postConsent(envelope: Envelope) {
  return call('POST', '/api/owner/consents', receiptSchema, { envelope });
}

export function loadReceipt(version: number) {
  return call('GET', `/api/owner/receipts/${version}`, receiptSchema);
}

export function loadWaiver() {
  return call('GET', '/api/waiver', waiverSchema);
}

export function loadOverview() {
  return call('GET', '/api/owner/overview', ownerOverviewSchema);
}

export function postGatewayCode(code: { codeId: string; ownerKeys: string; ownerMac: string }) {
  return call('POST', '/api/owner/gateway-codes', z.unknown(), code);
}

/** Asks the owner's own box for something; what opens carries the owner's signature inside. */
export function callBox(gatewayId: string, ask: BoxCall) {
  return call('POST', `/api/owner/boxes/${gatewayId}/calls`, boxReplySchema, ask);
}

/** From now on this device can open what is sealed. `publicKey`: 65 bytes, base64url. */
export function putOpeningKey(publicKey: string) {
  return call('PUT', '/api/owner/opening-keys', z.unknown(), { publicKey });
}

/** What was sealed to the key of that id. */
export function loadSealed(keyId: string) {
  return call('GET', `/api/owner/sealed-openings?key=${keyId}`, ownerSealedSchema);
}

/** Hands a host the owner's one-time code, sealed to that host. */
export function postTakeIn(hostId: string, code: Sealed) {
  return call('POST', `/api/owner/hosts/${hostId}/take-in`, takenInSchema, { code });
}

/** Leaves a box: it forgets the owner. No passkey. */
export function leaveBox(gatewayId: string) {
  return call('POST', `/api/owner/boxes/${gatewayId}/leave`, z.unknown(), {});
}

export function putProfile(profile: { name: string; email: string }) {
  return call('PUT', '/api/owner/profile', z.unknown(), profile);
}

/** POST /api/owner/asks/:askId: what the owner answers a neighbour for one camera. No passkey. */
export function answerAsk(askId: string, cameraId: string, answer: NoViewAnswer) {
  return call('POST', `/api/owner/asks/${askId}`, z.unknown(), { cameraId, answer });
}
