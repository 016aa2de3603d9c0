import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { cameraBody, enrolBody, formFault, pauseBody, stopBody } from './forms.ts';
import { problem, sessionOf } from './guard.ts';
import { type LogOn, sameText } from './log-on.ts';
import type { PagePorts } from './page-routes.ts';

/**
 * The same acts as JSON, for programs on this machine: `Authorization: Bearer <pass code>`, or the page's session with its
 * token in `X-Csrf-Token`. Faults are problem+json.
 */
export function addApiRoutes(app: FastifyInstance, { gateway, logOn, name: ownName }: PagePorts): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    const denied = await denial(request, logOn);
    if (denied) return problem(reply, denied.status, denied.code, denied.detail);
  });

  app.get('/api/state', async (_, reply) => reply.send(await gateway.view()));

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
  app.post(path, async (request, reply) => {
    const body = schema.safeParse(request.body ?? {});
    if (body.success) return act(body.data, reply);
    const { field, sentence } = formFault(body.error);
    return problem(reply, 400, 'malformed', sentence, field);
  });
}

interface Denial {
  readonly status: 401 | 429;
  readonly code: string;
  readonly detail: string;
}

async function denial(request: FastifyRequest, logOn: LogOn): Promise<Denial | undefined> {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) {
    const session = sessionOf(request, logOn);
    const token = request.headers['x-csrf-token'];
    if (session && (request.method === 'GET' || (typeof token === 'string' && sameText(token, session.csrf))))
      return undefined;
    return { status: 401, code: 'not-logged-on', detail: 'Give the pass code of the local page as bearer.' };
  }
  const verdict = await logOn.verify(bearer);
  if (verdict === 'good') return undefined;
  if (verdict.kind === 'locked')
    return {
      status: 429,
      code: 'locked',
      detail: `Locked after five wrong codes, for ${verdict.minutes} minutes.`,
    };
  return { status: 401, code: 'wrong-code', detail: 'That is not the pass code.' };
}
