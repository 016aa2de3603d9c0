import type { Area } from '@porchlight/contract';
import type { Hub, SignedIn } from '@porchlight/hub-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { MonitorCheck } from './monitor-check.ts';
import { must, ProblemError } from './problem-reply.ts';
import { sessionToken } from './session-cookie.ts';

/** Signed in with a passkey, by a cookie. */
export type PersonKind = 'owner' | 'operator' | 'supervisor' | 'clerk';
/** Known by what they sign or carry in the call itself; their routes judge it. */
export type MachineKind = 'gateway' | 'host' | 'intake' | 'auditor' | 'hub';
/** `newcomer`: somebody on the way in, who has no session yet. `monitor`: whoever reads the figures of the process. */
export type Audience = PersonKind | MachineKind | 'everybody' | 'newcomer' | 'monitor';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whom the route is for; a route that does not say is for nobody. */
    for?: readonly Audience[];
  }
  interface FastifyRequest {
    /** Who calls a route for people. */
    caller: SignedIn | null;
  }
}

/** Whom a route is for: `app.get(path, openTo('clerk'), …)`. The only place where a route says so. */
export function openTo(...audience: readonly Audience[]): { config: { for: readonly Audience[] } } {
  return { config: { for: audience } };
}

/** Who may use an area. */
export const PEOPLE = {
  owner: ['owner'],
  console: ['operator', 'supervisor'],
  clerk: ['clerk'],
} as const satisfies Record<Area, readonly PersonKind[]>;

/** Lets a request through to its handler only when its route is open to the caller, before the body is read. */
export function guardRoutes(app: FastifyInstance, hub: Hub, isMonitor: MonitorCheck): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const audience = request.routeOptions.config.for;
    if (audience === undefined || audience.length === 0) throw new ProblemError('not-allowed');
    if (audience.includes('monitor')) {
      if (!isMonitor(request)) throw new ProblemError('not-allowed');
      return;
    }
    const area = areaOf(audience);
    if (area === undefined) return;
    request.caller = await callerIn(hub, area, audience, request.headers.cookie, true);
  });
}

/** The area whose session a route for people wants; undefined for routes that judge the call by themselves. */
export function areaOf(audience: readonly Audience[]): Area | undefined {
  if (audience.includes('owner')) return 'owner';
  if (audience.includes('clerk')) return 'clerk';
  return audience.includes('operator') || audience.includes('supervisor') ? 'console' : undefined;
}

/** The person of an area's cookie, when the session holds and one of the roles is asked for; else throws the problem. */
export async function callerIn(
  hub: Hub,
  area: Area,
  audience: readonly Audience[],
  cookies: string | undefined,
  touch: boolean,
): Promise<SignedIn> {
  const { who } = must(await hub.sessions.find(area, sessionToken(area, cookies), touch));
  const fits = area === 'owner' || who.roles.some((role) => audience.includes(role as PersonKind));
  if (!fits) throw new ProblemError('not-allowed');
  return who;
}

/** Who calls. Throws the `signed-out` problem on a route that is not for people of this area. */
export function signedIn(request: FastifyRequest, area: Area): SignedIn {
  if (request.caller?.area !== area) throw new ProblemError('signed-out');
  return request.caller;
}
