import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookSchema } from './ring-schemas.ts';

/** Largest webhook that is read, bytes. */
export const MAX_WEBHOOK_BYTES = 16 * 1024;
/** Deliveries to remember: the documented retries end within hours. */
const MAX_REMEMBERED = 4096;

export interface RingEvent {
  readonly type:
    | 'device_added'
    | 'device_removed'
    | 'app_integration_added'
    | 'app_integration_removed'
    | 'other';
  readonly accountId: string;
  /** The device of a device event. */
  readonly source: string;
  /** When it happened, ms; null when it does not say. */
  readonly at: number | null;
}

export type ReadWebhook =
  | { readonly kind: 'event'; readonly event: RingEvent }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 413 };

const TYPES = ['device_added', 'device_removed', 'app_integration_added', 'app_integration_removed'] as const;

/**
 * Reads webhooks: `X-Signature: sha256=` and the HMAC-SHA-256 of the raw body in hexadecimal, compared in constant time before a
 * byte of the body is understood; each `request_id` counts once.
 */
export class WebhookReader {
  readonly #key: string;
  readonly #seen = new Set<string>();

  constructor(hmacKey: string) {
    this.#key = hmacKey;
  }

  read(body: Buffer, signature: string | undefined): ReadWebhook {
    if (body.length > MAX_WEBHOOK_BYTES) return { kind: 'refused', status: 413 };
    if (!this.#signed(body, signature)) return { kind: 'refused', status: 401 };
    const parsed = webhookSchema.safeParse(jsonOf(body));
    if (!parsed.success) return { kind: 'refused', status: 400 };
    const { meta, data } = parsed.data;
    if (this.#seen.has(meta.request_id)) return { kind: 'repeated' };
    this.#seen.add(meta.request_id);
    const [oldest] = this.#seen;
    if (oldest !== undefined && this.#seen.size > MAX_REMEMBERED) this.#seen.delete(oldest);
    const event: RingEvent = {
      type: TYPES.find((type) => type === data.type) ?? 'other',
      accountId: meta.account_id,
      source: data.attributes.source,
      at: data.attributes.timestamp ?? null,
    };
    return { kind: 'event', event };
  }

  #signed(body: Buffer, signature: string | undefined): boolean {
    const hex = /^sha256=([0-9a-f]{64})$/.exec(signature ?? '')?.[1];
    if (hex === undefined) return false;
    return timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', this.#key).update(body).digest());
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
