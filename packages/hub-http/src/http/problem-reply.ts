import { type Problem, problemSchema } from '@porchlight/contract';
import { PROBLEMS, type ProblemCode, type Refused, StoreError } from '@porchlight/hub-core';
import type { FastifyReply } from 'fastify';

/** A log-on is locked for at most this long. */
const LOCKED_S = 600;

/** An expected refusal on its way out of a route; the error handler turns it into problem+json. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly field: string | undefined;
  /** Seconds after which the same call may be made again. */
  readonly retryAfterS: number | undefined;
  constructor(code: ProblemCode, detail?: string, field?: string, retryAfterS?: number) {
    super(code);
    this.code = code;
    this.detail = detail;
    this.field = field;
    this.retryAfterS = retryAfterS ?? (code === 'locked' ? LOCKED_S : undefined);
  }
}

/** Passes a good outcome through, throws a refused one. */
export function must<T extends { readonly kind: string }>(outcome: T | Refused): Exclude<T, Refused> {
  if (outcome.kind === 'refused' && 'code' in outcome) {
    const { code, detail, field } = outcome as Refused;
    throw new ProblemError(code, detail, field);
  }
  return outcome as Exclude<T, Refused>;
}

/** Answers a refusal with its problem, and `Retry-After` (RFC 9110 §10.2.3) where waiting helps; false for a bug. */
export function sendRefusal(reply: FastifyReply, error: unknown): boolean {
  const known = problemOf(error);
  if (known === undefined) return false;
  if (error instanceof ProblemError && error.retryAfterS !== undefined)
    reply.header('retry-after', String(error.retryAfterS));
  sendProblem(reply, known);
  return true;
}

/** The problem for anything thrown; undefined for a bug. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return problem(error.code, error.detail, error.field);
  if (error instanceof StoreError && error.code !== 'rejected') return problem('not-ready');
  const { statusCode } = error as { statusCode?: unknown };
  if (statusCode === 413) return problem('too-large');
  if (statusCode === 404) return problem('not-found');
  if (typeof statusCode === 'number' && statusCode < 500) return problem('malformed');
  return undefined;
}

export function problem(code: ProblemCode, detail?: string, field?: string): Problem {
  const [status, sentence, next] = PROBLEMS[code];
  return {
    type: `urn:porchlight:problem:${code}`,
    title: sentence,
    status,
    code,
    detail: detail ?? sentence,
    ...(field !== undefined && { field }),
    ...(next !== '' && { next }),
  };
}

export function sendProblem(reply: FastifyReply, value: Problem): FastifyReply {
  return reply.code(value.status).type('application/problem+json').send(problemSchema.parse(value));
}
