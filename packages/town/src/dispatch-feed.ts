import { createHmac } from 'node:crypto';
import type { WebhookCall } from '@porchlight/contract';

/** Where dispatch sends its calls. */
export interface DispatchTarget {
  /** Address of `porchlight intake`. */
  readonly intakeUrl: string;
  readonly webhookSecret: string;
}

export type Sent =
  | { readonly kind: 'sent'; readonly incidentId: string | undefined }
  /** Intake refused or did not answer; `detail` is a sentence. */
  | { readonly kind: 'failed'; readonly detail: string };

const ANSWER_WITHIN_MS = 4_000;
const MAX_ANSWER_CHARS = 4_096;

/** The `Porchlight-Signature` header: HMAC-SHA-256 over `<unix seconds>.<body>`. */
export function webhookSignature(secret: string, nowMs: number, body: string): string {
  const t = Math.floor(nowMs / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}

/** Sends one call to intake's signed webhook. Never rejects. */
export async function sendCall(target: DispatchTarget, call: WebhookCall, nowMs: number): Promise<Sent> {
  const body = JSON.stringify(call);
  try {
    const answer = await fetch(new URL('/webhook', target.intakeUrl), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'porchlight-signature': webhookSignature(target.webhookSecret, nowMs, body),
      },
      body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const text = (await answer.text()).slice(0, MAX_ANSWER_CHARS);
    if (!answer.ok)
      return { kind: 'failed', detail: `intake answered ${answer.status}: ${text.slice(0, 200)}` };
    return { kind: 'sent', incidentId: incidentIdIn(text) };
  } catch (error) {
    return { kind: 'failed', detail: `intake does not answer: ${String(error).slice(0, 200)}` };
  }
}

function incidentIdIn(text: string): string | undefined {
  try {
    const { incidentId } = JSON.parse(text) as { incidentId?: unknown };
    return typeof incidentId === 'string' ? incidentId : undefined;
  } catch {
    return undefined;
  }
}
