import type { Area } from '@porchlight/contract';
import type { Hub, SignedIn } from '@porchlight/hub-core';
import type { FastifyRequest } from 'fastify';
import { must } from './problem-reply.ts';
import { RateLimit } from './rate-limit.ts';
import { sessionToken } from './session-cookie.ts';

/** Limits by address for what costs or can be guessed at. In a synthetic programme all people sit at one machine. */
export interface Limits {
  readonly logOn: RateLimit;
  readonly join: RateLimit;
  readonly enrol: RateLimit;
  readonly intake: RateLimit;
}

export function makeLimits(hub: Hub): Limits {
  const factor = hub.trust.current.root.synthetic ? 20 : 1;
  const limit = (perMinute: number) => new RateLimit(perMinute * factor, () => hub.ports.clock.monotonic());
  return { logOn: limit(60), join: limit(10), enrol: limit(20), intake: limit(600) };
}

/** Who calls; throws the problem when nobody is signed in. */
export async function signedIn(hub: Hub, area: Area, request: FastifyRequest): Promise<SignedIn> {
  return must(await hub.sessions.find(area, sessionToken(area, request.headers.cookie), true)).who;
}
