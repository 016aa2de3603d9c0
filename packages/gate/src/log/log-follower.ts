import type { EpochMs } from '@porchlight/domain';
import { fromBase64Url, toBase64Url } from '@porchlight/statements';
import { type Leaf, readLeaf } from '@porchlight/statements/leaf';
import {
  formatVerifierKey,
  leafHash,
  openCheckpoint,
  parsePolicy,
  sameBytes,
  TreeHead,
  type TrustPolicy,
} from '@porchlight/translog';
import { type LogStanding, readEntry, standingFrom } from './log-standing.ts';

/**
 * What is wrong with what a hub shows of the log. `split-view`: the entries read here do not lead to the root that log and
 * witnesses signed, so somebody was shown another log; `log-gap`: entries are missing between what was read and what came.
 */
export const LOG_FAULTS = [
  'checkpoint-altered',
  'other-log-key',
  'too-few-witnesses',
  'split-view',
  'log-gap',
] as const;
export type LogFault = (typeof LOG_FAULTS)[number];

/** The log as far as it was read and verified. Plain JSON, to be kept over a restart by whoever made it. */
export interface FollowedLog {
  /** The log's key, as a note verifier key. */
  readonly key: string;
  readonly size: number;
  /** Hashes of the complete subtrees, largest first, base64url. */
  readonly frontier: readonly string[];
  readonly checkpoint: string;
  /** The newest time that a quorum of the witnesses vouches for; of a log without witnesses, when it was heard. */
  readonly witnessedAt: EpochMs;
  readonly standing: LogStanding;
}

/** The head a hub begins with, see the `log-start` message. */
export interface LogStart {
  readonly size: number;
  readonly frontier: readonly string[];
  readonly checkpoint: string;
}

/** Entries in order, see the `log` message. */
export interface LogPart {
  readonly from: number;
  readonly entries: readonly string[];
  readonly checkpoint: string | null;
}

export type Followed =
  /** `more`: entries were read, their checkpoint is still to come. */
  { readonly kind: 'verified' | 'more' } | { readonly kind: 'fault'; readonly fault: LogFault };

const fault = (name: LogFault): Followed => ({ kind: 'fault', fault: name });
/** Verified roots kept by size: a proof may lead to any of them. */
const ROOTS_KEPT = 64;

/**
 * Reads a log entry by entry and makes its root anew, so that whatever it verified is one log that only ever grew, whoever
 * signed another. Calls must not overlap.
 */
export class LogFollower {
  readonly #policy: TrustPolicy;
  readonly #key: string;
  readonly #roots = new Map<number, Uint8Array>();
  #followed: FollowedLog | null = null;
  #head = new TreeHead();
  #standing: LogStanding = standingFrom(0);

  /**
   * `policyText`: the log policy of the root (c2sp.org/tlog-policy), `followed`: what was kept; it is dropped when it is of
   * another log key. Throws for a policy that cannot be read: the root's schema has refused it before.
   */
  constructor(policyText: string, followed: FollowedLog | null) {
    const read = parsePolicy(new TextEncoder().encode(policyText));
    const [log] = read.kind === 'policy' ? read.policy.logs : [];
    if (read.kind !== 'policy' || log === undefined) throw new RangeError('the root names no log');
    this.#policy = read.policy;
    this.#key = formatVerifierKey(log.key);
    if (followed?.key !== this.#key) return;
    this.#followed = followed;
    this.#rewind();
    this.#roots.set(this.#head.size, this.#head.root());
  }

  /** Null before anything was verified. */
  get followed(): FollowedLog | null {
    return this.#followed;
  }

  /** The root of an earlier size that was verified since the start; undefined when it was not, or long ago. */
  rootAt(size: number): Uint8Array | undefined {
    return this.#roots.get(size);
  }

  /** Begins at a head. A log that is followed already is not begun anew (`log-gap`). */
  async start({ size, frontier, checkpoint }: LogStart, now: EpochMs): Promise<Followed> {
    if (this.#followed) return fault('log-gap');
    const hashes = frontier.map((text) => fromBase64Url(text) ?? new Uint8Array());
    try {
      this.#head = TreeHead.restore(size, hashes);
    } catch {
      return fault('checkpoint-altered');
    }
    this.#standing = standingFrom(size);
    return this.#verify(checkpoint, now);
  }

  /**
   * Reads entries and, when one comes with them, verifies the checkpoint. `onEntry` is called for each entry at once, before
   * anything is verified: what it does may only close. After a fault the last verified state stands.
   */
  async take(part: LogPart, now: EpochMs, onEntry: (index: number, leaf: Leaf) => void): Promise<Followed> {
    if (this.#followed === null || part.from !== this.#head.size) {
      this.#rewind();
      return fault('log-gap');
    }
    for (const text of part.entries) {
      const bytes = fromBase64Url(text);
      if (bytes === undefined) {
        this.#rewind();
        return fault('checkpoint-altered');
      }
      const index = this.#head.size;
      this.#head.append(leafHash(bytes));
      const leaf = readLeaf(bytes);
      if (leaf === undefined) continue;
      this.#standing = readEntry(this.#standing, index, leaf);
      onEntry(index, leaf);
    }
    return part.checkpoint === null ? { kind: 'more' } : this.#verify(part.checkpoint, now);
  }

  async #verify(checkpoint: string, now: EpochMs): Promise<Followed> {
    const opened = await openCheckpoint(new TextEncoder().encode(checkpoint), this.#policy);
    const root = this.#head.root();
    const problem = faultOf(opened, this.#head.size, root);
    if (problem || opened.kind !== 'trusted') {
      this.#rewind();
      return fault(problem ?? 'checkpoint-altered');
    }
    const before = this.#followed?.witnessedAt ?? 0;
    const witnessedAt = opened.quorumTime === undefined ? now : opened.quorumTime * 1000;
    this.#followed = {
      key: this.#key,
      size: this.#head.size,
      frontier: this.#head.frontier.map(toBase64Url),
      checkpoint,
      witnessedAt: Math.max(before, witnessedAt),
      standing: this.#standing,
    };
    this.#roots.set(this.#head.size, root);
    for (const size of this.#roots.keys()) if (this.#roots.size > ROOTS_KEPT) this.#roots.delete(size);
    return { kind: 'verified' };
  }

  /** Back to what was verified last. */
  #rewind(): void {
    const { size = 0, frontier = [], standing = standingFrom(0) } = this.#followed ?? {};
    this.#head = TreeHead.restore(
      size,
      frontier.map((text) => fromBase64Url(text) ?? new Uint8Array()),
    );
    this.#standing = standing;
  }
}

function faultOf(
  opened: Awaited<ReturnType<typeof openCheckpoint>>,
  size: number,
  root: Uint8Array,
): LogFault | undefined {
  if (opened.kind === 'unknown-log' || opened.kind === 'unsigned') return 'other-log-key';
  if (opened.kind === 'no-quorum') return 'too-few-witnesses';
  if (opened.kind !== 'trusted') return 'checkpoint-altered';
  if (opened.checkpoint.size !== size) return 'log-gap';
  return sameBytes(opened.checkpoint.root, root) ? undefined : 'split-view';
}
