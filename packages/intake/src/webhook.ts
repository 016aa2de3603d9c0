import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookCallSchema } from '@porchlight/contract';
import type { EpochMs } from '@porchlight/domain';
import { parseStrictJson } from '@porchlight/statements';
import { type CallReport, plainText } from './call-report.ts';
import { type IntakeRefusal, refuse } from './intake-refusal.ts';

/** A signature older or newer than this is refused; a message sent again within it is known by its update. */
export const WEBHOOK_WINDOW_MS = 300_000;

export interface WebhookFeed {
  readonly name: string;
  readonly webhookSecret?: string;
}

/**
 * The feed whose secret signed the body: header `t=<unix seconds>,v1=<hex>`, HMAC-SHA-256 over `<t>.<body>`, within 300 s.
 * Undefined for anything else. Compares in constant time; never throws.
 */
export function webhookFeed(
  header: unknown,
  body: Uint8Array,
  feeds: readonly WebhookFeed[],
  now: EpochMs,
): string | undefined {
  const match = typeof header === 'string' ? /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) : null;
  const [, time = '', digest = ''] = match ?? [];
  if (match === null || Math.abs(now - Number(time) * 1000) > WEBHOOK_WINDOW_MS) return undefined;
  const given = Buffer.from(digest, 'hex');
  return feeds.find(({ webhookSecret }) => {
    if (webhookSecret === undefined) return false;
    const expected = createHmac('sha256', webhookSecret).update(`${time}.`).update(body).digest();
    return timingSafeEqual(expected, given);
  })?.name;
}

/** Reads a webhook body (contract `webhookCallSchema`). Refuses with the field to mend. Never throws. */
export function readWebhook(
  feed: string,
  body: Uint8Array,
): { kind: 'report'; report: CallReport } | IntakeRefusal {
  const json = parseStrictJson(body);
  if (json.kind === 'duplicate-key') return refuse('malformed', 'a key stands twice', json.key.slice(0, 64));
  if (json.kind === 'malformed') return refuse('malformed', 'not JSON in UTF-8');
  const parsed = webhookCallSchema.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.join('.').slice(0, 64) || undefined;
    const code = field === 'status' ? 'unknown-status' : 'malformed';
    return refuse(code, issue?.message ?? 'not a call', field);
  }
  const { call, nature, status, position, place, reportedAt, update } = parsed.data;
  const report = {
    feed,
    call,
    nature: plainText(nature, 32),
    status,
    position,
    place: plainText(place, 200),
    update,
  };
  return { kind: 'report', report: { ...report, reportedAt: Date.parse(reportedAt) } };
}
