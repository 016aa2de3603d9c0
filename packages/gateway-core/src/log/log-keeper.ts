import type { HubToGateway } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import { type FollowedLog, type LogFacts, type LogFault, LogFollower } from '@porchlight/gate';
import type { Trust } from '@porchlight/statements';
import type { Leaf } from '@porchlight/statements/leaf';
import type { GatewayLog } from '../ports.ts';
import type { Document } from '../state/document.ts';

type LogStartMessage = Extract<HubToGateway, { t: 'log-start' }>;
type LogMessage = Extract<HubToGateway, { t: 'log' }>;

export interface LogKeeperPorts {
  readonly document: Document<FollowedLog | null>;
  readonly trust: () => Trust | null;
  readonly clock: Clock;
  readonly log: GatewayLog;
  /** Asks the hub for the log from there on; null: from its head. */
  readonly ask: (size: number | null) => void;
}

/** A head is kept this often, and always before the first picture of a look that rests on it. */
const KEEP_MS = 5000;

/** The public log as this gateway reads it: every entry, from its first day on. */
export class LogKeeper {
  readonly #ports: LogKeeperPorts;
  #policy: string | undefined;
  #follower: LogFollower | undefined;
  #fault: LogFault | null = null;
  #askAgain = false;
  #keptAt = Number.NEGATIVE_INFINITY;

  constructor(ports: LogKeeperPorts) {
    this.#ports = ports;
    this.rootChanged();
  }

  get facts(): LogFacts {
    return { followed: this.#follower?.followed ?? null, fault: this.#fault };
  }

  readonly rootAt = (size: number): Uint8Array | undefined => this.#follower?.rootAt(size);

  /** The pinned root may name other witnesses now, or another log: that one is read from its head. True when it does. */
  rootChanged(): boolean {
    const policy = this.#ports.trust()?.root.log.policy;
    if (policy === undefined || policy === this.#policy) return false;
    const followed = this.#follower?.followed ?? this.#ports.document.value;
    this.#policy = policy;
    this.#follower = new LogFollower(policy, followed);
    this.#fault = null;
    return true;
  }

  /** Said after connecting. */
  ask(): void {
    if (this.#follower) this.#ports.ask(this.#follower.followed?.size ?? null);
  }

  /** Once a second: a hub that shows what cannot be right is asked anew, and not faster. */
  tick(): void {
    if (this.#askAgain) this.ask();
    this.#askAgain = false;
  }

  /** Takes the hub's message; gives back the entries read, whether or not they were verified: acting on one may only close. Calls must not overlap. */
  async take(message: LogStartMessage | LogMessage): Promise<readonly Leaf[]> {
    const { clock, log } = this.#ports;
    const follower = this.#follower;
    const read: Leaf[] = [];
    if (follower === undefined) return read;
    const taken =
      message.t === 'log-start'
        ? await follower.start(message, clock.now())
        : await follower.take(message, clock.now(), (_, leaf) => read.push(leaf));
    if (taken.kind === 'more') return read;
    // Whoever went on behind a part that was refused leaves a gap: what was refused first stays the reason.
    const fault = taken.kind === 'fault' ? taken.fault : null;
    this.#fault = fault === 'log-gap' ? (this.#fault ?? fault) : fault;
    if (taken.kind === 'fault') {
      log('log-refused', { fault: taken.fault, size: follower.followed?.size ?? 0 });
      this.#askAgain = true;
      return read;
    }
    if (clock.monotonic() - this.#keptAt >= KEEP_MS) this.kept().catch(() => undefined);
    return read;
  }

  /** Resolves when the newest verified head is on the disk. A disk that fails shows in the state's fault and stops every picture. */
  async kept(): Promise<void> {
    this.#keptAt = this.#ports.clock.monotonic();
    await this.#ports.document.replace(this.#follower?.followed ?? null);
  }
}
