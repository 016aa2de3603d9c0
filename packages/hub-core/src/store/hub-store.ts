import type { AuditStore } from './audit-store.ts';
import type { CameraStore } from './camera-store.ts';
import type { ConsentStore } from './consent-store.ts';
import type { GatewayStore } from './gateway-store.ts';
import type { IncidentStore } from './incident-store.ts';
import type { JobHandler, JobQueue, JobRunner } from './job-queue.ts';
import type { LogStore } from './log-store.ts';
import type { LookStore } from './look-store.ts';
import type { NoViewStore } from './no-view-store.ts';
import type { NodeStore } from './node-store.ts';
import type { OpeningsStore } from './openings-store.ts';
import type { OwnerStore } from './owner-store.ts';
import type { PeopleStore } from './people-store.ts';
import type { SessionStore } from './session-store.ts';
import type { SettingStore } from './setting-store.ts';
import type { TrustStore } from './trust-store.ts';

/** The hub's records by subject. Each call is atomic by itself. Times are the caller's: the store has no clock. */
export interface HubStores {
  readonly trust: TrustStore;
  readonly incidents: IncidentStore;
  readonly owners: OwnerStore;
  readonly gateways: GatewayStore;
  readonly consents: ConsentStore;
  readonly cameras: CameraStore;
  readonly log: LogStore;
  readonly openings: OpeningsStore;
  readonly looks: LookStore;
  readonly sessions: SessionStore;
  readonly people: PeopleStore;
  readonly noView: NoViewStore;
  readonly audit: AuditStore;
  readonly settings: SettingStore;
  readonly jobs: JobQueue;
}

/**
 * What the hub remembers. A resolved write is on disk. A rejection is a {@link StoreError}; after `unavailable` the write may or may
 * not have happened.
 */
export interface HubStore extends HubStores {
  /**
   * Runs `work` in one transaction: all of its writes hold, or none. `work` must use the stores it is given, must not keep them, and
   * should await nothing but them. A throw rolls back and passes through.
   */
  transaction<T>(work: (stores: HubStores) => Promise<T>): Promise<T>;
  /** The other hubs of this database. */
  readonly nodes: NodeStore;
  /** Calls `listener` soon after another hub told news, and after the connection for it came back. Returns what ends it. */
  onNews(listener: () => void): () => Promise<void>;
  /** True when the database answers within two seconds. Never rejects. */
  ready(): Promise<boolean>;
  /** Figures for monitoring. Rejects like any call when the database does not answer. */
  vitals(): Promise<StoreVitals>;
  /** Starts taking jobs; it goes on over a restart of the database. Jobs of names without a handler stay. */
  startJobs(handlers: Readonly<Record<string, JobHandler>>): Promise<JobRunner>;
}

/** Connections of the pool, and jobs by whether they wait (`due`), are for later, or were given up after their last attempt. */
export interface StoreVitals {
  readonly connections: { readonly open: number; readonly idle: number; readonly waiting: number };
  readonly jobs: { readonly due: number; readonly later: number; readonly failed: number };
}

/**
 * - `unavailable`: no connection, or it broke; try again later.
 * - `timeout`: the statement ran too long and was cancelled.
 * - `full`: the disk is full; reads go on.
 * - `rejected`: the database refused the statement: a bug of ours.
 */
export type StoreFault = 'unavailable' | 'timeout' | 'full' | 'rejected';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreFault;
  constructor(code: StoreFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
