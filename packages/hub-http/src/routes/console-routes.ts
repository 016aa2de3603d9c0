import {
  consoleContextSchema,
  incidentViewSchema,
  lookAnswerSchema,
  lookRequestSchema,
} from '@porchlight/contract';
import { consoleContext, type Hub } from '@porchlight/hub-core';
import { requestIdSchema } from '@porchlight/statements';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { openTo, signedIn } from '../http/audience.ts';
import { answer, parse } from '../http/parsing.ts';
import { must, ProblemError } from '../http/problem-reply.ts';

const FOR = openTo('operator', 'supervisor');
const lookParams = z.object({ requestId: requestIdSchema });

/** The operator's calls. */
export function consoleRoutes(app: FastifyInstance, hub: Hub): void {
  app.get('/api/console/context', FOR, async (request, reply) => {
    const who = signedIn(request, 'console');
    return answer(reply, consoleContextSchema, consoleContext(hub.trust, who.id));
  });

  app.get('/api/console/incidents', FOR, async (_request, reply) => {
    return answer(reply, z.array(incidentViewSchema), await hub.incidents.views());
  });

  app.post('/api/console/looks', FOR, async (request, reply) => {
    const who = signedIn(request, 'console');
    const { request: envelope } = parse(lookRequestSchema, request.body);
    return answer(reply, lookAnswerSchema, must(await hub.asker.ask(envelope, who)) as never);
  });

  app.post('/api/console/looks/:requestId/end', FOR, async (request, reply) => {
    const who = signedIn(request, 'console');
    const { requestId } = parse(lookParams, request.params);
    const look = hub.looks.find(requestId);
    const operatorId = look?.facts.operatorId ?? hub.mirror.find(requestId)?.look.operatorId;
    const mayEnd = operatorId === who.id || who.roles.includes('supervisor');
    if (operatorId === undefined || !mayEnd) throw new ProblemError('not-found');
    if (look) await hub.looks.endBy(look, who.id);
    else if (!(await hub.nodes?.endLook(requestId, who.id))) throw new ProblemError('not-found');
    return reply.code(204).send();
  });
}
