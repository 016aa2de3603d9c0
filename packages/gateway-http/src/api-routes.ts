import type { FastifyInstance, FastifyReply } from 'fastify';
import type * as z from 'zod';
import { cameraBody, enrolBody, formFault, pauseBody, stopBody } from './forms.ts';
import { door, problem } from './guard.ts';
import type { PagePorts } from './page-routes.ts';

/**
 * The same acts as JSON, for programs on this machine: `Authorization: Bearer <pass code>`, or the page's session with its
 * token in `X-Csrf-Token`. Faults are problem+json.
 */
export function addApiRoutes(app: FastifyInstance, { gateway, name: ownName }: PagePorts): void {
  app.get('/api/state', door('program'), async (_, reply) => reply.send(await gateway.view()));

  addCall(app, '/api/enrol', enrolBody, async ({ code, name }, reply) => {
    const enrolled = await gateway.enrol(code, name ?? ownName);
    if (enrolled.kind === 'refused') return problem(reply, 400, enrolled.code, enrolled.sentence, 'code');
    const { gatewayId, ownerId, rootFingerprint } = enrolled;
    return reply.send({ gatewayId, ownerId, rootFingerprint });
  });
  addCall(app, '/api/cameras', cameraBody, async (camera, reply) => {
    const added = await gateway.addCamera(camera);
    if (added.kind === 'refused') return problem(reply, 400, 'camera-refused', added.sentence, added.field);
    return reply.code(201).send({ cameraId: added.cameraId });
  });
  addCall(app, '/api/stop', stopBody, async ({ ownerId }, reply) => {
    gateway.stop(ownerId ?? null);
    return reply.send({ stopped: true });
  });
  addCall(app, '/api/pause', pauseBody, async ({ ownerId, until }, reply) => {
    await gateway.pause(ownerId ?? null, until);
    return reply.send({ paused: true });
  });
}

function addCall<T>(
  app: FastifyInstance,
  path: string,
  schema: z.ZodType<T>,
  act: (body: T, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.post(path, door('program'), async (request, reply) => {
    const body = schema.safeParse(request.body ?? {});
    if (body.success) return act(body.data, reply);
    const { field, sentence } = formFault(body.error);
    return problem(reply, 400, 'malformed', sentence, field);
  });
}
