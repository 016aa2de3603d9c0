import {
  auditPageSchema,
  clerkOverviewSchema,
  clerkStatementAnswerSchema,
  clerkStatementPostSchema,
  inviteAnswerSchema,
  invitePostSchema,
} from '@porchlight/contract';
import type { Hub } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { signedIn } from '../http/calls.ts';
import { answer, parse } from '../http/parsing.ts';
import { must } from '../http/problem-reply.ts';

const auditQuery = z.object({ before: z.coerce.number().int().min(1).optional() });
const inviteParams = z.object({ inviteId: z.string().regex(/^[0-9a-f]{16}$/) });
const AUDIT_ROWS = 100;

/** The clerk's calls. What opens is signed by clerks; the hub only collects the signatures. */
export function clerkRoutes(app: FastifyInstance, hub: Hub): void {
  app.get('/api/clerk/overview', async (request, reply) => {
    const who = await signedIn(hub, 'clerk', request);
    return answer(reply, clerkOverviewSchema, await hub.clerks.overview(who));
  });

  app.post('/api/clerk/statements', async (request, reply) => {
    const who = await signedIn(hub, 'clerk', request);
    const { envelope } = parse(clerkStatementPostSchema, request.body);
    return answer(reply, clerkStatementAnswerSchema, must(await hub.clerks.post(who, envelope)));
  });

  app.post('/api/clerk/invites', async (request, reply) => {
    const who = await signedIn(hub, 'clerk', request);
    const invite = await hub.invites.create(who.id, parse(invitePostSchema, request.body));
    return answer(reply, inviteAnswerSchema, invite);
  });

  app.delete('/api/clerk/invites/:inviteId', async (request, reply) => {
    const who = await signedIn(hub, 'clerk', request);
    const { inviteId } = parse(inviteParams, request.params);
    must(await hub.invites.remove(who.id, inviteId));
    return reply.code(204).send();
  });

  app.get('/api/clerk/audit', async (request, reply) => {
    await signedIn(hub, 'clerk', request);
    const { before } = parse(auditQuery, request.query);
    const page = await hub.ports.store.audit.page(before ?? null, AUDIT_ROWS);
    return answer(reply, auditPageSchema, { rows: [...page.rows], next: page.next });
  });
}
