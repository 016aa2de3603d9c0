const LONGEST_MS = 60 * 60 * 1000;

/** How long a `Retry-After` header (RFC 9110 §10.2.3: seconds or a date) asks to wait; at most an hour. Undefined when it says nothing usable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined || header.length > 64) return undefined;
  const text = header.trim();
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(wait) ? Math.min(LONGEST_MS, Math.max(0, wait)) : undefined;
}
