import type { RequestId } from '@porchlight/domain';

/** A hub over the same database, alive by its lease. */
export interface LiveNode {
  readonly nodeId: string;
  /** Where the other hubs reach it: http(s)://host:port. */
  readonly address: string;
}

/** What another hub changed: read it again. `subject`: kind of statement, incident id, gateway id. */
export interface NodeNews {
  readonly id: number;
  readonly what: 'trust' | 'incident' | 'gateway';
  readonly subject: string;
}

/** How the hubs of one database find each other. Times are the database's: leases need no common clock. */
export interface NodeStore {
  /** This hub's own id, new at each start. */
  readonly self: string;
  /** Holds this hub's lease for `leaseMs`, and, where it may, the lead that it has or nobody has. Answers the others, and who leads. */
  beat(
    address: string,
    leaseMs: number,
    mayLead: boolean,
  ): Promise<{ readonly others: readonly LiveNode[]; readonly lead: string | null }>;
  /** Takes the lead from a hub that is gone. False when somebody else was faster. */
  takeLead(from: string, leaseMs: number): Promise<boolean>;
  /** Gives up the lead, if it has it; with `gone` the hub's own lease as well. The others are woken. */
  leave(gone: boolean): Promise<void>;
  /** What others told in the last half minute, in no certain order; asked anew, the same news comes again. */
  news(): Promise<readonly NodeNews[]>;
  /** Running looks whose hub no longer lives. */
  orphans(): Promise<readonly RequestId[]>;
  /** Forgets hubs and news of more than a minute ago. */
  sweep(): Promise<void>;
}
