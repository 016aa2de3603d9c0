import {
  boxCallSchema,
  boxReplySchema,
  consentPostSchema,
  gatewayCodePostSchema,
  ownerOverviewSchema,
  ownerProfilePutSchema,
  pausePostSchema,
  receiptSchema,
  stopPostSchema,
  takeInPostSchema,
  takenInSchema,
  withdrawPostSchema,
} from '@porchlight/contract';
import type { OwnerId } from '@porchlight/domain';
import type { Hub } from '@porchlight/hub-core';
import { cameraIdSchema, gatewayIdSchema, hostIdSchema, requestIdSchema } from '@porchlight/statements';
import { openingsSchema } from '@porchlight/statements/leaf';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { openTo, signedIn } from '../http/audience.ts';
import { answer, parse } from '../http/parsing.ts';
import { must, ProblemError } from '../http/problem-reply.ts';

const proofParams = z.object({ requestId: requestIdSchema, cameraId: cameraIdSchema });
const boxParams = z.object({ gatewayId: gatewayIdSchema });
const hostParams = z.object({ hostId: hostIdSchema });
const receiptParams = z.object({ version: z.coerce.number().int().min(1) });
const FOR = openTo('owner');

const owner = (request: FastifyRequest): OwnerId => signedIn(request, 'owner').id as OwnerId;

/** The owner's calls. Stop, pause and withdraw need no passkey. */
export function ownerRoutes(app: FastifyInstance, hub: Hub): void {
  app.get('/api/owner/overview', FOR, async (request, reply) => {
    const overview = await hub.owners.overview(owner(request));
    if (overview === undefined) throw new ProblemError('signed-out');
    return answer(reply, ownerOverviewSchema, overview);
  });

  app.put('/api/owner/profile', FOR, async (request, reply) => {
    const id = owner(request);
    await hub.owners.setProfile(id, parse(ownerProfilePutSchema, request.body));
    return reply.code(204).send();
  });

  app.post('/api/owner/consents', FOR, async (request, reply) => {
    const id = owner(request);
    const { envelope } = parse(consentPostSchema, request.body);
    return answer(reply, receiptSchema, must(await hub.consents.take(id, envelope)).receipt);
  });

  app.get('/api/owner/receipts/:version', FOR, async (request, reply) => {
    const id = owner(request);
    const { version } = parse(receiptParams, request.params);
    return answer(reply, receiptSchema, must(await hub.consents.receipt(id, version)).receipt);
  });

  app.get('/api/owner/looks/:requestId/:cameraId/proof', FOR, async (request, reply) => {
    const id = owner(request);
    const { requestId, cameraId } = parse(proofParams, request.params);
    const proof = await hub.proofs.of(id, requestId, cameraId);
    if (proof === undefined) throw new ProblemError('not-found');
    return answer(reply, openingsSchema, proof);
  });

  app.post('/api/owner/boxes/:gatewayId/calls', FOR, async (request, reply) => {
    const id = owner(request);
    const { gatewayId } = parse(boxParams, request.params);
    const done = must(await hub.boxes.call(id, gatewayId, parse(boxCallSchema, request.body)));
    return answer(reply, boxReplySchema, done.reply);
  });

  app.post('/api/owner/hosts/:hostId/take-in', FOR, async (request, reply) => {
    const id = owner(request);
    const { hostId } = parse(hostParams, request.params);
    const { code } = parse(takeInPostSchema, request.body);
    return answer(reply, takenInSchema, must(await hub.hosting.takeIn(id, hostId, code)).reply);
  });

  closingRoutes(app, hub);

  app.post('/api/owner/gateway-codes', FOR, async (request, reply) => {
    const id = owner(request);
    must(await hub.enrolment.offer(id, parse(gatewayCodePostSchema, request.body)));
    return reply.code(204).send();
  });
}

function closingRoutes(app: FastifyInstance, hub: Hub): void {
  app.post('/api/owner/stop', FOR, async (request, reply) => {
    const id = owner(request);
    await hub.owners.stop(id, parse(stopPostSchema, request.body));
    return reply.code(204).send();
  });

  app.post('/api/owner/pause', FOR, async (request, reply) => {
    const id = owner(request);
    const { cameraIds, until } = parse(pausePostSchema, request.body);
    await hub.owners.pause(id, cameraIds, until);
    return reply.code(204).send();
  });

  app.post('/api/owner/boxes/:gatewayId/leave', FOR, async (request, reply) => {
    const id = owner(request);
    must(await hub.leaving.leave(id, parse(boxParams, request.params).gatewayId));
    return reply.code(204).send();
  });

  app.post('/api/owner/withdraw', FOR, async (request, reply) => {
    const id = owner(request);
    await hub.owners.withdraw(id, parse(withdrawPostSchema, request.body).cameraIds);
    return reply.code(204).send();
  });
}
