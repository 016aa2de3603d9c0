import type { FastifyReply } from 'fastify';
import type * as z from 'zod';
import { ProblemError } from './problem-reply.ts';

/** The value in the contract's shape, or a `malformed` problem that names the field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || undefined;
  throw new ProblemError('malformed', `${field ?? 'body'}: ${issue?.message ?? 'invalid'}`, field);
}

/** Answers through the contract's schema: what it does not declare never leaves. */
export function answer<S extends z.ZodType>(reply: FastifyReply, schema: S, value: z.input<S>): FastifyReply {
  return reply.header('cache-control', 'no-store').send(schema.parse(value));
}
