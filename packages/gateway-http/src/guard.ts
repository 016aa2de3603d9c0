import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type LocalSession, type LogOn, sameText } from './log-on.ts';

export const COOKIE = 'porchlight_gateway';

/** RFC 9457 problem+json. */
export function problem(
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  field?: string,
): FastifyReply {
  const body = { type: 'about:blank', title: code, status, code, detail, ...(field ? { field } : {}) };
  return reply.code(status).type('application/problem+json').send(body);
}

/** Only names that DNS cannot point at this machine behind the owner's back: addresses and localhost. */
function isOwnHost(host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

/** What holds for every request: own host name, same origin for what changes something, and headers that keep the page to itself. */
export function addGuard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers;
    if (!isOwnHost(host))
      return problem(
        reply,
        421,
        'other-host',
        'Open this page by the address of the machine, or by localhost.',
      );
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && origin !== undefined && origin !== `http://${host}`)
      return problem(reply, 403, 'other-origin', 'This came from another page.');
    return undefined;
  });
  app.addHook('onSend', async (_, reply) => {
    reply.header('cache-control', 'no-store');
    reply.header('x-content-type-options', 'nosniff');
    // `no-referrer` would make browsers send `Origin: null` with the page's own forms.
    reply.header('referrer-policy', 'same-origin');
    reply.header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
  });
}

export function sessionOf(request: FastifyRequest, logOn: LogOn): LocalSession | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return logOn.session(cookies.find(([name]) => name === COOKIE)?.[1]);
}

/** The session of a request whose form carries that session's token. */
export function sessionOfForm(request: FastifyRequest, logOn: LogOn): LocalSession | undefined {
  const session = sessionOf(request, logOn);
  const csrf = (request.body as Record<string, unknown> | null | undefined)?.['csrf'];
  return session && typeof csrf === 'string' && sameText(csrf, session.csrf) ? session : undefined;
}
