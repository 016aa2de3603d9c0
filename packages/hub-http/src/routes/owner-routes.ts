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
import { signedIn } from '../http/calls.ts';
import { answer, parse } from '../http/parsing.ts';
import { must, ProblemError } from '../http/problem-reply.ts';

const proofParams = z.object({ requestId: requestIdSchema, cameraId: cameraIdSchema });
const boxParams = z.object({ gatewayId: gatewayIdSchema });
const hostParams = z.object({ hostId: hostIdSchema });
const receiptParams = z.object({ version: z.coerce.number().int().min(1) });

/** The owner's calls. Stop, pause and withdraw need no passkey. */
export function ownerRoutes(app: FastifyInstance, hub: Hub): void {
  const owner = async (request: FastifyRequest) => (await signedIn(hub, 'owner', request)).id as OwnerId;

  app.get('/api/owner/overview', async (request, reply) => {
    const overview = await hub.owners.overview(await owner(request));
    if (overview === undefined) throw new ProblemError('signed-out');
    return answer(reply, ownerOverviewSchema, overview);
  });

  app.put('/api/owner/profile', async (request, reply) => {
    const id = await owner(request);
    await hub.owners.setProfile(id, parse(ownerProfilePutSchema, request.body));
    return reply.code(204).send();
  });

  app.post('/api/owner/consents', async (request, reply) => {
    const id = await owner(request);
    const { envelope } = parse(consentPostSchema, request.body);
    return answer(reply, receiptSchema, must(await hub.consents.take(id, envelope)).receipt);
  });

  app.get('/api/owner/receipts/:version', async (request, reply) => {
    const id = await owner(request);
    const { version } = parse(receiptParams, request.params);
    return answer(reply, receiptSchema, must(await hub.consents.receipt(id, version)).receipt);
  });

  app.get('/api/owner/looks/:requestId/:cameraId/proof', async (request, reply) => {
    const id = await owner(request);
    const { requestId, cameraId } = parse(proofParams, request.params);
    const proof = await hub.proofs.of(id, requestId, cameraId);
    if (proof === undefined) throw new ProblemError('not-found');
    return answer(reply, openingsSchema, proof);
  });

  app.post('/api/owner/boxes/:gatewayId/calls', async (request, reply) => {
    const id = await owner(request);
    const { gatewayId } = parse(boxParams, request.params);
    const done = must(await hub.boxes.call(id, gatewayId, parse(boxCallSchema, request.body)));
    return answer(reply, boxReplySchema, done.reply);
  });

  app.post('/api/owner/hosts/:hostId/take-in', async (request, reply) => {
    const id = await owner(request);
    const { hostId } = parse(hostParams, request.params);
    const { code } = parse(takeInPostSchema, request.body);
    return answer(reply, takenInSchema, must(await hub.hosts.takeIn(id, hostId, code)).reply);
  });

  closingRoutes(app, hub, owner);

  app.post('/api/owner/gateway-codes', async (request, reply) => {
    const id = await owner(request);
    must(await hub.enrolment.offer(id, parse(gatewayCodePostSchema, request.body)));
    return reply.code(204).send();
  });
}

function closingRoutes(
  app: FastifyInstance,
  hub: Hub,
  owner: (request: FastifyRequest) => Promise<OwnerId>,
): void {
  app.post('/api/owner/stop', async (request, reply) => {
    const id = await owner(request);
    await hub.owners.stop(id, parse(stopPostSchema, request.body));
    return reply.code(204).send();
  });

  app.post('/api/owner/pause', async (request, reply) => {
    const id = await owner(request);
    const { cameraIds, until } = parse(pausePostSchema, request.body);
    await hub.owners.pause(id, cameraIds, until);
    return reply.code(204).send();
  });

  app.post('/api/owner/boxes/:gatewayId/leave', async (request, reply) => {
    const id = await owner(request);
    must(await hub.leaving.leave(id, parse(boxParams, request.params).gatewayId));
    return reply.code(204).send();
  });

  app.post('/api/owner/withdraw', async (request, reply) => {
    const id = await owner(request);
    await hub.owners.withdraw(id, parse(withdrawPostSchema, request.body).cameraIds);
    return reply.code(204).send();
  });
}
