import { intakeAnswerSchema } from '@porchlight/contract';
import type { Pending } from './outbox.ts';

/** What the hub did with a statement. `refused`: it will never take it, so it is not sent again. */
export type Delivered =
  | { readonly kind: 'taken'; readonly answer: 'accepted' | 'known' | 'older' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

export type Send = (pending: Pending, signal: AbortSignal) => Promise<Delivered>;

export interface Delivery {
  /** Sends it as soon as everything before it of the same incident has been answered. */
  add(incidentId: string, pending: Pending): void;
  /** Statements not answered yet. */
  readonly waiting: number;
  /** Stops sending; what is under way is abandoned and stays in the outbox. */
  close(): Promise<void>;
}

export interface DeliveryPorts {
  readonly send: Send;
  readonly settled: (pending: Pending, delivered: Delivered) => void;
  readonly unreachable: (detail: string, retryInMs: number) => void;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

const AT_ONCE = 4;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;

/** Delivers in order within an incident, a few incidents at once, and again until the hub has answered. */
export function startDelivery(ports: DeliveryPorts): Delivery {
  const queues = new Map<string, Pending[]>();
  const busy = new Set<string>();
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const next = (): void => {
    if (stop.signal.aborted || timer) return;
    for (const incidentId of queues.keys()) {
      // While the hub does not answer, one statement asks after it.
      if (busy.size >= (failures > 0 ? 1 : AT_ONCE)) return;
      if (busy.has(incidentId)) continue;
      busy.add(incidentId);
      const work = deliverFirst(incidentId).finally(() => {
        running.delete(work);
        busy.delete(incidentId);
        next();
      });
      running.add(work);
    }
  };

  const deliverFirst = async (incidentId: string): Promise<void> => {
    const queue = queues.get(incidentId);
    const pending = queue?.[0];
    if (!queue || !pending) return;
    const delivered = await ports.send(pending, stop.signal);
    if (stop.signal.aborted) return;
    if (delivered.kind === 'unreachable') return retryLater(delivered.detail);
    failures = 0;
    queue.shift();
    if (queue.length === 0) queues.delete(incidentId);
    ports.settled(pending, delivered);
  };

  const retryLater = (detail: string): void => {
    if (timer) return;
    const limit = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++);
    const wait = limit / 2 + (limit / 2) * ports.random();
    ports.unreachable(detail, wait);
    timer = setTimeout(() => {
      timer = undefined;
      next();
    }, wait);
  };

  return {
    add(incidentId, pending) {
      const queue = queues.get(incidentId);
      if (queue) queue.push(pending);
      else queues.set(incidentId, [pending]);
      next();
    },
    get waiting() {
      return [...queues.values()].reduce((sum, queue) => sum + queue.length, 0);
    },
    async close() {
      stop.abort();
      clearTimeout(timer);
      await Promise.allSettled(running);
    },
  };
}

const SEND_TIMEOUT_MS = 10_000;
/** Answers that another try would only get again, when the hub itself (problem+json) gives them. */
const FINAL = new Set([400, 403, 409, 413, 422]);

/** Sends to `POST /api/intake/incidents` of the hub. */
export function sendToHub(hubUrl: URL): Send {
  const url = new URL('/api/intake/incidents', hubUrl);
  return async ({ envelope }, signal) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ envelope }),
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS)]),
      });
      const text = (await response.text()).slice(0, 2000);
      const problem = response.headers.get('content-type')?.startsWith('application/problem+json');
      if (problem && FINAL.has(response.status)) return { kind: 'refused', detail: text };
      const answer = response.ok ? intakeAnswerSchema.safeParse(JSON.parse(text)) : undefined;
      if (answer?.success) return { kind: 'taken', answer: answer.data.kind };
      return { kind: 'unreachable', detail: `the hub answered ${response.status}` };
    } catch (error) {
      return { kind: 'unreachable', detail: error instanceof Error ? error.message : 'no answer' };
    }
  };
}
