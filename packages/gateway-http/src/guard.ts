import { isIP } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type LocalSession, type LogOn, sameText } from './log-on.ts';

export const COOKIE = 'porchlight_gateway';

/**
 * Who may use a route: `everybody` on this machine; `session`, a browser that logged on; `form`, that browser with the session's
 * token in the form; `program`, with the pass code as bearer or the session and its token in a header.
 */
export type Door = 'everybody' | 'session' | 'form' | 'program';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that does not say is for nobody. */
    door?: Door;
  }
  interface FastifyRequest {
    localSession: LocalSession | null;
  }
}

/** Who may use a route: `app.get(path, door('session'), …)`. The only place where a route says so. */
export const door = (kind: Door): { config: { door: Door } } => ({ config: { door: kind } });

/** The session that the route's door has found. Throws on a route without one: a bug. */
export function sessionOf({ localSession }: FastifyRequest): LocalSession {
  if (localSession === null) throw new TypeError('a route without a door for sessions asks for one');
  return localSession;
}

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
export function addGuard(app: FastifyInstance, logOn: LogOn): void {
  app.decorateRequest('localSession', null);
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
    if (request.is404) return undefined;
    const kind = request.routeOptions.config.door;
    if (kind === undefined) return problem(reply, 403, 'closed', 'This is not open to anybody.');
    if (kind !== 'program') return undefined;
    const denied = await denial(request, logOn);
    return denied && problem(reply, denied.status, denied.code, denied.detail);
  });
  // After the body, which holds the form's token.
  app.addHook('preHandler', async (request, reply) => {
    const kind = request.routeOptions.config.door;
    if (kind !== 'session' && kind !== 'form') return undefined;
    const session = kind === 'form' ? formSession(request, logOn) : cookieSession(request, logOn);
    if (session === undefined) return reply.redirect('/log-on', 303);
    request.localSession = session;
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

function cookieSession(request: FastifyRequest, logOn: LogOn): LocalSession | undefined {
  const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return logOn.session(cookies.find(([name]) => name === COOKIE)?.[1]);
}

/** The session of a request whose form carries that session's token. */
function formSession(request: FastifyRequest, logOn: LogOn): LocalSession | undefined {
  const session = cookieSession(request, logOn);
  const csrf = (request.body as Record<string, unknown> | null | undefined)?.['csrf'];
  return session && typeof csrf === 'string' && sameText(csrf, session.csrf) ? session : undefined;
}

interface Denial {
  readonly status: 401 | 429;
  readonly code: string;
  readonly detail: string;
}

async function denial(request: FastifyRequest, logOn: LogOn): Promise<Denial | undefined> {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) {
    const session = cookieSession(request, logOn);
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
