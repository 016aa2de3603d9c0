import { createHmac, randomUUID } from 'node:crypto';

/** Delays before each further attempt, ms; the documented schedule goes on to an hour. */
const RETRY_MS = [1_000, 5_000];
const ANSWER_LIMIT_MS = 5_000;

export type WebhookType =
  | 'device_added'
  | 'device_removed'
  | 'app_integration_added'
  | 'app_integration_removed';

/** Signs and delivers events of the simulated service, version 1.1, with retries after a 5xx or silence. */
export class WebhookSender {
  readonly #hmacKey: string;
  readonly #now: () => number;
  readonly #url: () => string | undefined;
  readonly #stopped = new AbortController();
  /** Status of each delivery so far, in order; 0 for none. */
  readonly statuses: number[] = [];

  constructor(hmacKey: string, url: () => string | undefined, now: () => number) {
    this.#now = now;
    this.#hmacKey = hmacKey;
    this.#url = url;
  }

  async deliver(type: WebhookType, accountId: string, deviceId?: string): Promise<void> {
    const now = this.#now();
    const body = JSON.stringify({
      meta: {
        version: '1.1',
        time: new Date(now).toISOString(),
        request_id: randomUUID(),
        account_id: accountId,
      },
      data: {
        id: `${deviceId ?? accountId}_${type}_${now}`,
        type,
        attributes: {
          source: deviceId ?? accountId,
          source_type: deviceId === undefined ? 'users' : 'devices',
          timestamp: now,
        },
      },
    });
    const signature = createHmac('sha256', this.#hmacKey).update(body).digest('hex');
    for (const wait of [0, ...RETRY_MS]) {
      if (wait > 0) await new Promise((later) => setTimeout(later, wait).unref());
      const url = this.#url();
      if (url === undefined || this.#stopped.signal.aborted) return;
      const status = await post(url, body, `sha256=${signature}`, this.#stopped.signal);
      this.statuses.push(status);
      if (status > 0 && status < 500) return;
    }
  }

  close(): void {
    this.#stopped.abort();
  }
}

async function post(url: string, body: string, signature: string, stopped: AbortSignal): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-signature': signature },
      body,
      signal: AbortSignal.any([stopped, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
