import {
  auditPageSchema,
  clerkOverviewSchema,
  clerkStatementAnswerSchema,
  clerkStatementPostSchema,
  inviteAnswerSchema,
  invitePostSchema,
} from '@porchlight/contract';
import { BOX_ACTS, type Hub } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { openTo, signedIn } from '../http/audience.ts';
import { answer, parse } from '../http/parsing.ts';
import { must } from '../http/problem-reply.ts';

const auditQuery = z.object({ before: z.coerce.number().int().min(1).optional() });
const inviteParams = z.object({ inviteId: z.string().regex(/^[0-9a-f]{16}$/) });
const AUDIT_ROWS = 100;
const FOR = openTo('clerk');

/** The clerk's calls. What opens is signed by clerks; the hub only collects the signatures. */
export function clerkRoutes(app: FastifyInstance, hub: Hub): void {
  app.get('/api/clerk/overview', FOR, async (request, reply) => {
    const who = signedIn(request, 'clerk');
    return answer(reply, clerkOverviewSchema, await hub.clerks.overview(who));
  });

  app.post('/api/clerk/statements', FOR, async (request, reply) => {
    const who = signedIn(request, 'clerk');
    const { envelope } = parse(clerkStatementPostSchema, request.body);
    return answer(reply, clerkStatementAnswerSchema, must(await hub.clerks.post(who, envelope)));
  });

  app.post('/api/clerk/invites', FOR, async (request, reply) => {
    const who = signedIn(request, 'clerk');
    const invite = await hub.invites.create(who.id, parse(invitePostSchema, request.body));
    return answer(reply, inviteAnswerSchema, invite);
  });

  app.delete('/api/clerk/invites/:inviteId', FOR, async (request, reply) => {
    const who = signedIn(request, 'clerk');
    const { inviteId } = parse(inviteParams, request.params);
    must(await hub.invites.remove(who.id, inviteId));
    return reply.code(204).send();
  });

  app.get('/api/clerk/audit', FOR, async (request, reply) => {
    const { before } = parse(auditQuery, request.query);
    // What owners ask their own boxes, such as to cover a place, is between them: it would answer what neighbours asked.
    const page = await hub.ports.store.audit.page(before ?? null, AUDIT_ROWS, BOX_ACTS);
    return answer(reply, auditPageSchema, { rows: [...page.rows], next: page.next });
  });
}
