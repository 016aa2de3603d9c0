import type { FastifyInstance } from 'fastify';
import { ProblemError } from './problem-reply.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Machines, not browsers: they sign what they send and have no cookie. */
const MACHINES = ['/api/intake/', '/api/gateway/'];

/** A call that changes something must come from the site itself: its Origin header equals the site's origin. */
export function checkOrigins(app: FastifyInstance, origin: string): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const exempt = READING.has(request.method) || MACHINES.some((prefix) => request.url.startsWith(prefix));
    done(exempt || request.headers.origin === origin ? undefined : new ProblemError('wrong-origin'));
  });
}
