import { timingSafeEqual } from 'node:crypto';
import { MAX_INTAKE_BODY_BYTES } from '@porchlight/contract';
import type { EpochMs } from '@porchlight/domain';
import { sha256 } from '@porchlight/statements';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Attestation, Attested } from './attestation.ts';
import type { CallReport } from './call-report.ts';
import { readEido } from './eido.ts';
import { type IntakeRefusal, problemOf, refuse } from './intake-refusal.ts';
import { readWebhook, webhookFeed } from './webhook.ts';

/** One dispatch system, and how its messages are known to be its own. Secrets have at least 16 characters. */
export interface IntakeFeed {
  readonly name: string;
  readonly webhookSecret?: string;
  readonly eidoToken?: string;
}

export type IntakeEvent =
  | 'report-taken'
  | 'report-refused'
  | 'hub-took'
  | 'hub-refused'
  | 'hub-unreachable'
  | 'nature-table'
  | 'nature-table-kept'
  | 'fault';
/** One line of the log. Never a place, a caller or a secret. */
export type IntakeLog = (event: IntakeEvent, fields: Readonly<Record<string, unknown>>) => void;

export interface IntakeServerPorts {
  readonly feeds: readonly IntakeFeed[];
  readonly attestation: Attestation;
  readonly now: () => EpochMs;
  readonly log: IntakeLog;
  readonly standing: () => IntakeStanding;
}

/** How the way to the hub is: `untried` before the first delivery. */
export interface IntakeStanding {
  readonly hub: 'ok' | 'unreachable' | 'untried';
  /** Statements on the disk that the hub has not taken. */
  readonly waiting: number;
}

type Read = { readonly kind: 'report'; readonly report: CallReport } | IntakeRefusal;

/** POST /webhook, POST /eido, GET /healthz (the process is up), GET /readyz (503 while the hub takes nothing). Every refusal is problem+json and names the field to mend. */
export function intakeServer({ feeds, attestation, now, log, standing }: IntakeServerPorts): FastifyInstance {
  const server = Fastify({
    bodyLimit: MAX_INTAKE_BODY_BYTES,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    http: { headersTimeout: 5000, connectionsCheckingInterval: 1000 },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  server.setErrorHandler((error: FastifyError, _, reply) => {
    if (error.statusCode === 413) return sendRefusal(reply, refuse('too-large', 'more than 256 KB'));
    if (error.statusCode !== undefined && error.statusCode < 500)
      return sendRefusal(reply, refuse('malformed', 'not an HTTP message this service reads'));
    log('fault', { message: error.message });
    return sendRefusal(reply, refuse('unavailable', 'something failed here'));
  });
  server.setNotFoundHandler((_, reply) =>
    reply.code(404).type('application/problem+json').send({
      type: 'urn:porchlight:problem:not-found',
      title: 'There is nothing here',
      status: 404,
      code: 'not-found',
      detail: 'This service takes POST /webhook and POST /eido.',
    }),
  );

  const answer = async (reply: FastifyReply, format: string, read: Read): Promise<unknown> => {
    const outcome: Attested | IntakeRefusal =
      read.kind === 'refused' ? read : await attestation.take(read.report);
    if (outcome.kind === 'refused') {
      log('report-refused', { format, code: outcome.code, field: outcome.field });
      return sendRefusal(reply, outcome);
    }
    log('report-taken', { format, kind: outcome.kind, incidentId: outcome.incidentId });
    return reply.code(202).send(outcome);
  };

  server.post('/webhook', async (request, reply) => {
    const body = bytesOf(request.body);
    const feed = webhookFeed(request.headers['porchlight-signature'], body, feeds, now());
    const refused = refuse(
      'not-authenticated',
      'no feed signed this, or not within 300 s',
      'Porchlight-Signature',
    );
    return answer(reply, 'webhook', feed === undefined ? refused : readWebhook(feed, body));
  });
  server.post('/eido', async (request, reply) => {
    const feed = await eidoFeed(request.headers.authorization, feeds);
    const refused = refuse('not-authenticated', 'no feed has this token', 'Authorization');
    return answer(reply, 'eido', feed === undefined ? refused : readEido(feed, bytesOf(request.body)));
  });
  server.get('/healthz', () => ({ kind: 'ok' }));
  server.get('/readyz', (_, reply) => {
    const way = standing();
    const ok = way.hub !== 'unreachable';
    return reply.code(ok ? 200 : 503).send({ ok, ...way });
  });
  return server;
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

/** The feed whose token was given; compared in constant time over hashes of equal length. */
async function eidoFeed(
  header: string | undefined,
  feeds: readonly IntakeFeed[],
): Promise<string | undefined> {
  const token = /^Bearer ([\x21-\x7e]{16,200})$/.exec(header ?? '')?.[1];
  if (token === undefined) return undefined;
  const digest = (text: string): Promise<Uint8Array> => sha256(new TextEncoder().encode(text));
  const given = await digest(token);
  for (const feed of feeds)
    if (feed.eidoToken !== undefined && timingSafeEqual(await digest(feed.eidoToken), given))
      return feed.name;
  return undefined;
}

function sendRefusal(reply: FastifyReply, refusal: IntakeRefusal): FastifyReply {
  const problem = problemOf(refusal);
  return reply.code(problem.status).type('application/problem+json').send(problem);
}
