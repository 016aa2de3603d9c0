import {
  AREAS,
  type Area,
  challengePostSchema,
  challengeSchema,
  type Me,
  meSchema,
  ownerJoinPostSchema,
  signInPostSchema,
} from '@porchlight/contract';
import { type Hub, IDLE_LOCK_MS, joinAsOwner, type SignedIn } from '@porchlight/hub-core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { openTo, PEOPLE, signedIn } from '../http/audience.ts';
import type { Limits } from '../http/limits.ts';
import { answer, parse } from '../http/parsing.ts';
import { must } from '../http/problem-reply.ts';
import { sessionCookie } from '../http/session-cookie.ts';

/** Log-on and log-off of the three areas, and an owner's registration. */
export function sessionRoutes(app: FastifyInstance, hub: Hub, limits: Limits, secure: boolean): void {
  for (const area of AREAS) areaRoutes(app, hub, limits, secure, area);

  app.post('/api/owner/join', openTo('newcomer'), async (request, reply) => {
    limits.join.take(request.ip);
    const post = parse(ownerJoinPostSchema, request.body);
    const { store, clock, random } = hub.ports;
    const parts = { store, clock, random, challenges: hub.challenges, sessions: hub.sessions };
    const opened = must(await joinAsOwner(parts, post));
    return welcome(reply, opened, secure);
  });
}

function areaRoutes(app: FastifyInstance, hub: Hub, limits: Limits, secure: boolean, area: Area): void {
  app.post(`/api/${area}/challenge`, openTo('newcomer'), async (request, reply) => {
    limits.logOn.take(request.ip);
    const { purpose, noticeAccepted } = parse(challengePostSchema, request.body);
    const { challenge, rpId } = must(await hub.challenges.issue(area, purpose, noticeAccepted));
    return answer(reply, challengeSchema, { challenge, rpId, credentialIds: [] });
  });

  app.post(`/api/${area}/sign-in`, openTo('newcomer'), async (request, reply) => {
    limits.logOn.take(request.ip);
    const post = parse(signInPostSchema, request.body);
    return welcome(reply, must(await hub.sessions.signIn(area, post, request.ip)), secure);
  });

  app.post(`/api/${area}/sign-out`, openTo(...PEOPLE[area]), async (request, reply) => {
    await hub.sessions.signOut(signedIn(request, area));
    return reply
      .header('set-cookie', sessionCookie(area, '', secure))
      .code(204)
      .send();
  });

  app.get(`/api/${area}/me`, openTo(...PEOPLE[area]), async (request, reply) =>
    answer(reply, meSchema, meOf(signedIn(request, area))),
  );
}

function welcome(
  reply: FastifyReply,
  { token, who }: { readonly token: string; readonly who: SignedIn },
  secure: boolean,
): FastifyReply {
  reply.header('set-cookie', sessionCookie(who.area, token, secure));
  return answer(reply, meSchema, meOf(who));
}

function meOf({ area, id, name, roles, keys }: SignedIn): Me {
  return { area, id, name, roles: [...roles], keys: [...keys], idleLockMs: IDLE_LOCK_MS[area] };
}
