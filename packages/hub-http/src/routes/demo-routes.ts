import type { Hub } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import { openTo } from '../http/audience.ts';
import { ProblemError } from '../http/problem-reply.ts';

const CALLS = [
  ['POST', 'report-burglary'],
  ['POST', 'close-incident'],
  ['POST', 'ordinary-day'],
  ['POST', 'fault'],
  ['POST', 'lie'],
  ['GET', 'state'],
] as const;

const CALL_MS = 5000;
/** A lie is played to its end, and the honest request after it. */
const LIE_MS = 30_000;

/** Synthetic programmes only: these calls are handed to the town's control port. */
export function demoRoutes(app: FastifyInstance, hub: Hub, controlUrl: string | undefined): void {
  if (controlUrl === undefined || !hub.trust.current.root.synthetic) return;
  for (const [method, name] of CALLS)
    app.route({
      method,
      url: `/api/demo/${name}`,
      ...openTo('everybody'),
      handler: async (request, reply) => {
        const answer = await fetch(new URL(name, `${controlUrl.replace(/\/$/, '')}/`), {
          method,
          signal: AbortSignal.timeout(name === 'lie' ? LIE_MS : CALL_MS),
          ...(method === 'POST' && {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(request.body ?? {}),
          }),
        }).catch(() => {
          throw new ProblemError('not-ready', 'The demo town does not answer.');
        });
        const text = await answer.text();
        return reply.code(answer.status).type('application/json').send(text);
      },
    });
}
