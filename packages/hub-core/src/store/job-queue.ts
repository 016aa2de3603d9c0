import type { EpochMs } from '@porchlight/domain';

export type JobPayload = { readonly [name: string]: unknown };

export interface JobOptions {
  /** Not before; at once when absent. */
  readonly runAt?: EpochMs;
  /** A job with this key that has not started is replaced: one job for one subject. */
  readonly key?: string;
  /** 1 … 25; 25 when absent. Attempts back off exponentially from about 3 s. */
  readonly maxAttempts?: number;
}

export interface JobQueue {
  /** Inside a transaction the job exists only when it commits. `payload` must be JSON. */
  enqueue(name: string, payload: JobPayload, options?: JobOptions): Promise<void>;
}

/**
 * Runs a job; a rejection is an attempt that failed. A job may run more than once, and several run at once, in no order.
 * `payload` is what was enqueued, unparsed.
 */
export type JobHandler = (payload: unknown) => Promise<void>;

export interface JobRunner {
  /** Waits for running jobs (at most 10 s), then stops. */
  close(): Promise<void>;
}
