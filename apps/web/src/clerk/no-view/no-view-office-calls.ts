import { clerkNoViewListSchema } from '@porchlight/contract';
import type { LatLon } from '@porchlight/domain';
import * as z from 'zod';
import { call } from '../../api/call.ts';

export function loadCases() {
  return call('GET', '/api/clerk/no-view', clerkNoViewListSchema);
}

export function sendOn(caseNumber: string, position: LatLon, radiusM: number) {
  return call('POST', `/api/clerk/no-view/${caseNumber}/send-on`, z.unknown(), { position, radiusM });
}

/** `refuse` while it waits, `close` once it was sent on. The neighbour reads the reason. */
export function endCase(caseNumber: string, how: 'refuse' | 'close', reason: string) {
  return call('POST', `/api/clerk/no-view/${caseNumber}/${how}`, z.unknown(), { reason });
}
