import {
  enrolAnswerSchema,
  enrolRequestSchema,
  intakeAnswerSchema,
  intakePostSchema,
  MAX_INTAKE_BODY_BYTES,
} from '@porchlight/contract';
import type { Hub } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import type { Limits } from '../http/calls.ts';
import { answer, parse } from '../http/parsing.ts';
import { must } from '../http/problem-reply.ts';

/** Calls of intake and gateways: what they send is signed, and they have no cookie. */
export function machineRoutes(app: FastifyInstance, hub: Hub, limits: Limits): void {
  app.post('/api/intake/incidents', { bodyLimit: MAX_INTAKE_BODY_BYTES }, async (request, reply) => {
    limits.intake.take(request.ip);
    const { envelope } = parse(intakePostSchema, request.body);
    const accepted = must(await hub.incidents.accept(envelope));
    return answer(reply.code(202), intakeAnswerSchema, accepted);
  });

  app.post('/api/gateway/enrol', { bodyLimit: 16 * 1024 }, async (request, reply) => {
    limits.enrol.take(request.ip);
    const enrolled = must(await hub.enrolment.enrol(parse(enrolRequestSchema, request.body)));
    return answer(reply, enrolAnswerSchema, enrolled.answer);
  });
}
