import { problemSchema } from '@porchlight/contract';
import type * as z from 'zod';
import { type ApiResult, type Fault, faultResult, okResult } from './api-result.ts';

/** A call that got no answer in this time is given up. */
const CALL_LIMIT_MS = 15_000;
/** Larger answers are not read. */
const MAX_ANSWER_CHARS = 8 * 1024 * 1024;

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Calls the hub and reads the answer through its contract schema. Never throws: no network, a refusal (problem+json) and
 * an answer that is not the contract's each come back as a fault with a sentence and a next step.
 */
export async function call<T>(
  method: Method,
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
): Promise<ApiResult<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
      headers: body === undefined ? { accept: 'application/json' } : JSON_HEADERS,
      body: body === undefined ? null : JSON.stringify(body),
    });
    text = await response.text();
  } catch (cause) {
    return faultResult(cause instanceof DOMException && cause.name === 'TimeoutError' ? TIMEOUT : OFFLINE);
  }
  const json = text.length > MAX_ANSWER_CHARS ? undefined : parseJson(text);
  if (!response.ok) return faultResult(faultOf(response.status, json));
  const parsed = schema.safeParse(json);
  return parsed.success ? okResult(parsed.data) : faultResult({ ...UNREADABLE, status: response.status });
}

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

const OFFLINE: Fault = {
  code: 'offline',
  status: 0,
  sentence: 'The programme’s server cannot be reached.',
  next: 'Check this device’s connection and try again.',
};
const TIMEOUT: Fault = {
  code: 'timeout',
  status: 0,
  sentence: 'The programme’s server did not answer in time.',
  next: 'Try again in a moment.',
};
const UNREADABLE: Fault = {
  code: 'unreadable',
  status: 0,
  sentence: 'The server’s answer could not be understood.',
  next: 'Load the page again: a newer version may be waiting.',
};

function parseJson(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function faultOf(status: number, json: unknown): Fault {
  const problem = problemSchema.safeParse(json);
  if (!problem.success)
    return {
      code: `http-${status}`,
      status,
      sentence: 'The server refused this without saying why.',
      next: 'Load the page again and try once more.',
    };
  const { code, title, detail, next, field } = problem.data;
  return {
    code,
    status,
    sentence: detail || title,
    next: next ?? '',
    ...(field === undefined ? {} : { field }),
  };
}
