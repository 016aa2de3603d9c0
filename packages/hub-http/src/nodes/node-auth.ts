import { createHmac, timingSafeEqual } from 'node:crypto';

/** Clocks of the hubs may differ by this much. */
const WINDOW_MS = 30_000;
const SCHEME = 'porchlight-node';

/** The `authorization` header by which one hub proves to another that it holds the city's secret: an HMAC over address, name and time. */
export function nodeAuthorization(secret: string, nodeId: string, path: string, now: number): string {
  return `${SCHEME} ${nodeId} ${now} ${proof(secret, nodeId, path, now).toString('hex')}`;
}

/** Who dials; undefined when the header is missing, too old, for another address, or made without the secret. Never throws. */
export function nodeAuthorized(
  secret: string,
  header: string | undefined,
  path: string,
  now: number,
): string | undefined {
  const match = /^porchlight-node ([0-9a-f]{12}) (\d{1,15}) ([0-9a-f]{64})$/.exec(header ?? '');
  const [, nodeId, time, given] = match ?? [];
  if (nodeId === undefined || time === undefined || given === undefined) return undefined;
  if (Math.abs(now - Number(time)) > WINDOW_MS) return undefined;
  const expected = proof(secret, nodeId, path, Number(time));
  return timingSafeEqual(expected, Buffer.from(given, 'hex')) ? nodeId : undefined;
}

function proof(secret: string, nodeId: string, path: string, now: number): Buffer {
  return createHmac('sha256', secret).update(`${SCHEME}/v1\0${nodeId}\0${now}\0${path}`).digest();
}
