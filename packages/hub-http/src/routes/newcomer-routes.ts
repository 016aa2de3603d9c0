import {
  challengeSchema,
  inviteUsePostSchema,
  newKeySchema,
  registeredKeySchema,
  startPostSchema,
} from '@porchlight/contract';
import type { Hub } from '@porchlight/hub-core';
import { fingerprintOf, roleSchema } from '@porchlight/statements';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { openTo } from '../http/audience.ts';
import type { Limits } from '../http/limits.ts';
import { answer, parse } from '../http/parsing.ts';
import { must, ProblemError } from '../http/problem-reply.ts';

const inviteParams = z.object({ inviteId: z.string().regex(/^[0-9a-f]{16}$/) });
const FOR = openTo('newcomer');
const invitedSchema = z.object({ name: z.string(), roles: z.array(roleSchema) });

/** The one-time administrator link and invitations: registering a key before anybody is in the roster. */
export function newcomerRoutes(app: FastifyInstance, hub: Hub, limits: Limits): void {
  const notStarted = (): void => {
    if (hub.trust.roster !== undefined) throw new ProblemError('already-started');
  };

  app.post('/api/start/challenge', FOR, async (request, reply) => {
    limits.logOn.take(request.ip);
    notStarted();
    const { challenge, rpId } = must(await hub.challenges.issue('start', 'register', true));
    return answer(reply, challengeSchema, { challenge, rpId, credentialIds: [] });
  });

  app.post('/api/start/register', FOR, async (request, reply) => {
    limits.logOn.take(request.ip);
    notStarted();
    const newKey = parse(newKeySchema, request.body);
    const { key } = must(await hub.challenges.register('start', newKey, true));
    return answer(reply, registeredKeySchema, { key, fingerprint: await fingerprintOf(key) });
  });

  app.post('/api/start', FOR, async (request, reply) => {
    limits.logOn.take(request.ip);
    must(await hub.clerks.start(parse(startPostSchema, request.body).roster));
    return reply.code(204).send();
  });

  inviteRoutes(app, hub, limits);
}

function inviteRoutes(app: FastifyInstance, hub: Hub, limits: Limits): void {
  app.get('/api/invites/:inviteId', FOR, async (request, reply) => {
    limits.logOn.take(request.ip);
    const { inviteId } = parse(inviteParams, request.params);
    const { name, roles } = must(await hub.invites.open(inviteId));
    return answer(reply, invitedSchema, { name, roles: [...roles] });
  });

  app.post('/api/invites/:inviteId/challenge', FOR, async (request, reply) => {
    limits.logOn.take(request.ip);
    const { inviteId } = parse(inviteParams, request.params);
    const { challenge, rpId } = must(await hub.invites.challenge(inviteId));
    return answer(reply, challengeSchema, { challenge, rpId, credentialIds: [] });
  });

  app.post('/api/invites/:inviteId', FOR, async (request, reply) => {
    limits.logOn.take(request.ip);
    const { inviteId } = parse(inviteParams, request.params);
    const { secret, key } = parse(inviteUsePostSchema, request.body);
    return answer(reply, registeredKeySchema, must(await hub.invites.use(inviteId, secret, key)));
  });
}
