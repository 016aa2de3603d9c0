import type { Clock } from '@porchlight/domain';
import {
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  proveRoot,
  sameBytes,
  signNote,
  TreeHead,
} from '@porchlight/translog';
import type { HubLog } from '../ports.ts';
import type { LogRow, LogStore } from '../store/log-store.ts';
import { gatherQuorum, type WitnessAnswer } from './gather-quorum.ts';
import { keepLastSigned, type LastSigned, readLastSigned } from './last-signed.ts';
import type { LogFolder } from './log-folder.ts';
import type { LogIdentity } from './log-identity.ts';
import { ALONE, type LogPeers } from './log-peers.ts';
import type { LogTree } from './log-tree.ts';
import { rootOfCheckpoint } from './root-of-checkpoint.ts';
import type { Published } from './tile-keeper.ts';
import type { SignedCheckpoint, WitnessLink } from './witness-link.ts';

export interface LogSealerParts {
  readonly store: LogStore;
  readonly tree: LogTree;
  readonly folder: LogFolder;
  readonly identity: LogIdentity;
  readonly links: readonly WitnessLink[];
  readonly clock: Clock;
  readonly log: HubLog;
  /** Absent: this hub is alone. */
  readonly peers?: LogPeers;
}

/**
 * - `ok`: the newest entries are published, or about to be.
 * - `waiting`: too few witnesses answer; it is tried again.
 * - `refused`: this hub signs nothing until a person has acted; `sentence` says what to do.
 */
export type LogState =
  | { readonly kind: 'ok' | 'waiting' }
  | { readonly kind: 'refused'; readonly sentence: string };

/** A checkpoint is cosigned anew after this long, also without a new entry: gateways want one of at most a minute. */
const REFRESH_MS = 10_000;
const LOOK_MS = 1000;
const RETRY_MS = 300;
/** Entries read at once when another hub has written. */
const PAGE = 1024;
/** Newest entries kept in memory for gateways. */
const KEPT_ROWS = 512;

/**
 * Signs the head of the tree, has it cosigned and publishes it. The size and root go to the disk before a signature leaves,
 * outside the database; what was signed once is never contradicted.
 */
export class LogSealer {
  readonly #parts: LogSealerParts;
  readonly #peers: LogPeers;
  readonly #listeners: ((published: Published) => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  #waiting: { readonly index: number; readonly go: (size: number) => void }[] = [];
  #recent: LogRow[] = [];
  #last: LastSigned | undefined;
  #newest: Published | undefined;
  #newestAt = Number.NEGATIVE_INFINITY;
  #state: LogState = { kind: 'ok' };
  #working: Promise<void> | undefined;
  #closed = false;
  #wake: () => void = () => undefined;

  private constructor(parts: LogSealerParts, last: LastSigned | undefined) {
    this.#parts = parts;
    this.#peers = parts.peers ?? ALONE;
    this.#last = last;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Compares what this hub signed last with what the database holds, and begins. Close it. */
  static async open(parts: LogSealerParts): Promise<LogSealer> {
    const last = await readLastSigned(parts.folder, keyTextOf(parts));
    const sealer = new LogSealer(parts, last);
    const fault = last && (await faultOf(parts.tree, last));
    if (fault !== undefined) sealer.#refuse(fault);
    sealer.#look();
    return sealer;
  }

  get state(): LogState {
    return this.#state;
  }

  /** The newest published checkpoint; undefined before the first. */
  get newest(): Published | undefined {
    return this.#newest;
  }

  /** Time since a quorum last cosigned, ms; infinite before the first. */
  get newestAgeMs(): number {
    return this.#parts.clock.monotonic() - this.#newestAt;
  }

  /** Called with every published checkpoint, before those who wait for it. */
  onPublished(listener: (published: Published) => void): void {
    this.#listeners.push(listener);
  }

  /** Rows that are in the database now; those the tree holds already are skipped. RangeError when they leave a gap. */
  appended(rows: readonly LogRow[]): void {
    const { tree } = this.#parts;
    const fresh = rows.filter((row) => row.index >= tree.size);
    if (fresh.some((row, n) => row.index !== tree.size + n)) throw new RangeError('a gap in the log');
    if (fresh.length === 0) return;
    tree.append(fresh.map((row) => row.leafHash));
    this.#recent = [...this.#recent, ...fresh].slice(-KEPT_ROWS);
    if (!this.#peers.leads) this.#peers.grown(tree.size);
    this.#look();
  }

  /** Entries `from` … `to` − 1 of the tree, from memory where they are new. */
  async rows(from: number, to: number): Promise<readonly LogRow[]> {
    const first = this.#recent[0]?.index ?? Number.POSITIVE_INFINITY;
    return first <= from ? this.#recent.slice(from - first, to - first) : this.#parts.store.rows(from, to);
  }

  /** Takes over what another hub, or an append whose answer was lost, has put into the database. */
  async catchUp(): Promise<void> {
    const { store, tree } = this.#parts;
    const held = tree.size;
    const head = await store.head();
    if (head.size < held) return this.#refuse(behind(head.size, held));
    const rows: LogRow[] = [];
    for (let from = held; from < head.size; from += PAGE)
      rows.push(...(await store.rows(from, Math.min(from + PAGE, head.size))));
    // The tree may have grown while the database was read.
    const fresh = rows.filter((row) => row.index >= tree.size);
    if (tree.size > head.size) return;
    const root = tree.headWith(fresh.map((row) => row.leafHash)).root();
    if (!sameBytes(root, TreeHead.restore(head.size, head.frontier).root()))
      return this.#refuse(forked(head.size));
    this.appended(fresh);
  }

  /** This hub signs from now on: what it, or another that told it, signed last must be in the database. */
  async lead(): Promise<void> {
    await this.catchUp();
    const fault = this.#last && (await faultOf(this.#parts.tree, this.#last));
    if (fault !== undefined) this.#refuse(fault);
    this.#look();
  }

  /** Another hub is about to sign this. It is on this disk, too, when it resolves; false when this hub knows another root of that size. */
  async keep(last: LastSigned): Promise<boolean> {
    const held = this.#last;
    if (held?.size === last.size) return sameBytes(held.root, last.root);
    if (held !== undefined && held.size > last.size) return true;
    this.#last = last;
    await keepLastSigned(this.#parts.folder, keyTextOf(this.#parts), last);
    return true;
  }

  /** Another hub has published this: it holds here when the tree of this hub's own reading of the database leads to its root. */
  async take(published: Published): Promise<void> {
    const { tree, log } = this.#parts;
    const { size } = published;
    if (size < (this.#newest?.size ?? 0)) return;
    if (size > tree.size) await this.catchUp();
    const root = size === tree.size ? tree.root() : await rootAt(tree, size);
    const told = rootOfCheckpoint(published.text);
    if (root === undefined || told === undefined || !sameBytes(root, told))
      log.error({ size }, 'another hub published a checkpoint that does not fit the database');
    else if (size >= (this.#newest?.size ?? 0)) this.#publish(published);
  }

  /** Resolves with the size of the first published tree that holds the entry. */
  published(index: number): Promise<number> {
    const size = this.#newest?.size ?? 0;
    if (size > index) return Promise.resolve(size);
    return new Promise((go) => this.#waiting.push({ index, go }));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#wake();
    await this.#working;
  }

  #look(): void {
    if (this.#working || !this.#due()) return;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      if (this.#due()) this.#look();
    });
  }

  #due(): boolean {
    const { tree, clock } = this.#parts;
    if (this.#closed || !this.#peers.leads || this.#state.kind === 'refused' || tree.size === 0) return false;
    return tree.size > (this.#newest?.size ?? 0) || clock.monotonic() - this.#newestAt >= REFRESH_MS;
  }

  async #work(): Promise<void> {
    while (this.#due()) {
      const sealed = await this.#seal().catch((err: unknown) => {
        this.#parts.log.error({ err }, 'the head of the public log was not signed');
        return false;
      });
      if (!sealed && !this.#closed) await this.#pause();
    }
  }

  async #seal(): Promise<boolean> {
    const { tree, folder, identity, links } = this.#parts;
    const size = tree.size;
    const root = tree.root();
    if (this.#last === undefined || this.#last.size < size) {
      const next = { size, root };
      await Promise.all([keepLastSigned(folder, keyTextOf(this.#parts), next), this.#peers.signing(next)]);
      this.#last = next;
    }
    const { signer, policy } = identity;
    const text = formatCheckpoint({ origin: signer.key.name, size, root, extensions: [] });
    const own = await signNote(text, signer);
    const note = formatNote({ text, signatures: [own] });
    const signed: SignedCheckpoint = { checkpoint: { size }, text, note };
    const gathered = await gatherQuorum(links, policy.quorum, signed);
    if (gathered.kind === 'too-few') return this.#tooFew(size, gathered.answers);
    const cosigned = formatNote({ text, signatures: [own, ...gathered.signatures] });
    const published = { size, text: new TextDecoder().decode(cosigned) };
    this.#peers.published(published);
    this.#publish(published);
    return true;
  }

  #publish(published: Published): void {
    this.#state = { kind: 'ok' };
    this.#newest = published;
    this.#newestAt = this.#parts.clock.monotonic();
    for (const listener of this.#listeners) listener(published);
    const ready = this.#waiting.filter(({ index }) => index < published.size);
    this.#waiting = this.#waiting.filter(({ index }) => index >= published.size);
    for (const { go } of ready) go(published.size);
  }

  async #tooFew(size: number, answers: readonly WitnessAnswer[]): Promise<boolean> {
    const told = answers.map(
      ({ name, answer }) => `${name}: ${answer.kind === 'failed' ? answer.detail : answer.kind}`,
    );
    if (this.#state.kind === 'ok')
      this.#parts.log.warn({ size, told }, 'too few witnesses cosigned the public log');
    this.#state = { kind: 'waiting' };
    if (answers.some(({ answer }) => answer.kind === 'ahead')) await this.catchUp();
    return false;
  }

  #refuse(sentence: string): void {
    if (this.#state.kind === 'refused') return;
    this.#state = { kind: 'refused', sentence };
    this.#parts.log.error({ sentence }, 'the public log is not signed');
  }

  #pause(): Promise<void> {
    return new Promise((go) => {
      const timer = setTimeout(go, RETRY_MS);
      this.#wake = () => {
        clearTimeout(timer);
        go();
      };
    });
  }
}

const keyTextOf = ({ identity }: LogSealerParts): string => formatVerifierKey(identity.signer.key);

/** What the person at the hub reads when the database does not hold what was signed. */
async function faultOf(tree: LogTree, last: LastSigned): Promise<string | undefined> {
  if (last.size > tree.size) return behind(tree.size, last.size);
  if (last.size === 0) return undefined;
  const root = await rootAt(tree, last.size);
  return root && sameBytes(root, last.root) ? undefined : forked(last.size);
}

/** Undefined when the tree is smaller, or a tile cannot be had. */
async function rootAt(tree: LogTree, size: number): Promise<Uint8Array | undefined> {
  if (size > tree.size || size === 0) return undefined;
  const built = await proveRoot(size, tree);
  return built.kind === 'proof' ? built.proof[0] : undefined;
}

const NEXT =
  'Nothing is signed and nothing can be opened until then. Stop the hub and restore the newest copy of the database; if those entries are lost for good, name a new log key in a new root (porchlight ceremony).';

function behind(holds: number, signed: number): string {
  return `The database holds ${holds} entries of the public log, but ${signed} were signed: it is an older copy. ${NEXT}`;
}

function forked(size: number): string {
  return `The first ${size} entries of the public log in the database are not those that were signed. ${NEXT}`;
}
