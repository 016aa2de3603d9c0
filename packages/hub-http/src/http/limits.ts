import type { Hub } from '@porchlight/hub-core';
import { RateLimit } from './rate-limit.ts';

/** Limits by address for what costs or can be guessed at. In a synthetic programme all people sit at one machine. */
export interface Limits {
  readonly logOn: RateLimit;
  readonly join: RateLimit;
  readonly enrol: RateLimit;
  readonly intake: RateLimit;
  readonly noView: RateLimit;
}

export function makeLimits(hub: Hub): Limits {
  const factor = hub.trust.current.root.synthetic ? 20 : 1;
  const limit = (perMinute: number) => new RateLimit(perMinute * factor, () => hub.ports.clock.monotonic());
  return { logOn: limit(60), join: limit(10), enrol: limit(20), intake: limit(600), noView: limit(5) };
}
