import { auditorPageSchema, openingKeyPutSchema, ownerSealedSchema } from '@porchlight/contract';
import type { OwnerId } from '@porchlight/domain';
import type { Hub } from '@porchlight/hub-core';
import { hashSchema } from '@porchlight/statements';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { openTo, signedIn } from '../http/audience.ts';
import type { Limits } from '../http/limits.ts';
import { answer, parse } from '../http/parsing.ts';
import { must, ProblemError } from '../http/problem-reply.ts';

const sealedQuery = z.object({ key: hashSchema });
const AUTHORIZATION =
  /^Porchlight-Audit (?<key>[\w-]{43})\.(?<from>\d{1,15})\.(?<at>\d{1,15})\.(?<signature>[\w-]{86})$/;

/** Sealed openings, for owners' devices and for auditors. Auditors have no session: their key is in the root. */
export function openingsRoutes(app: FastifyInstance, hub: Hub, limits: Limits): void {
  app.put('/api/owner/opening-keys', openTo('owner'), async (request, reply) => {
    const { id } = signedIn(request, 'owner');
    await hub.openings.addKey(id as OwnerId, parse(openingKeyPutSchema, request.body).publicKey);
    return reply.code(204).send();
  });

  app.get('/api/owner/sealed-openings', openTo('owner'), async (request, reply) => {
    const { id } = signedIn(request, 'owner');
    const rows = await hub.openings.ofOwner(id as OwnerId, parse(sealedQuery, request.query).key);
    return answer(reply, ownerSealedSchema, {
      sealed: rows.map(({ part, sealed }) => ({ part, openings: sealed })),
    });
  });

  app.get('/api/audit/openings', openTo('auditor'), async (request, reply) => {
    limits.logOn.take(request.ip);
    const said = AUTHORIZATION.exec(request.headers.authorization ?? '')?.groups;
    if (said === undefined) throw new ProblemError('unknown-key');
    const { key = '', from, at, signature = '' } = said;
    const call = { key, from: Number(from), at: Number(at), signature };
    const { openings, next } = must(await hub.openings.audit(call));
    return answer(reply, auditorPageSchema, { openings: [...openings], next });
  });
}
