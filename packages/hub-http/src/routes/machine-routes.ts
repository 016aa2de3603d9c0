import {
  enrolAnswerSchema,
  enrolRequestSchema,
  intakeAnswerSchema,
  intakePostSchema,
  MAX_INTAKE_BODY_BYTES,
} from '@porchlight/contract';
import type { Hub } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import { openTo } from '../http/audience.ts';
import type { Limits } from '../http/limits.ts';
import { answer, parse } from '../http/parsing.ts';
import { must } from '../http/problem-reply.ts';

/** Calls of intake and gateways: what they send is signed, and they have no cookie. */
export function machineRoutes(app: FastifyInstance, hub: Hub, limits: Limits): void {
  const incident = { bodyLimit: MAX_INTAKE_BODY_BYTES, ...openTo('intake') };
  app.post('/api/intake/incidents', incident, async (request, reply) => {
    limits.intake.take(request.ip);
    const { envelope } = parse(intakePostSchema, request.body);
    const accepted = must(await hub.incidents.accept(envelope));
    return answer(reply.code(202), intakeAnswerSchema, accepted);
  });

  app.post('/api/gateway/enrol', { bodyLimit: 16 * 1024, ...openTo('gateway') }, async (request, reply) => {
    limits.enrol.take(request.ip);
    const enrolled = must(await hub.enrolment.enrol(parse(enrolRequestSchema, request.body)));
    return answer(reply, enrolAnswerSchema, enrolled.answer);
  });
}
