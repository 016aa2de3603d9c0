import type { Clock } from '@porchlight/domain';
import { exportPkcs8, generateEd25519 } from '@porchlight/statements';
import type { LeafOf } from '@porchlight/statements/leaf';
import {
  type AddCheckpointRequest,
  cosign,
  decideAddCheckpoint,
  formatSignatureLine,
  formatVerifierKey,
  type NoteSigner,
  parseAddCheckpoint,
  type VerifierKey,
  verifierKey,
} from '@porchlight/translog';
import type { HubLog } from '../../ports.ts';
import { StoreError } from '../../store/hub-store.ts';
import type { LogHead, LogRow, LogStore, NewLogRow, Owed } from '../../store/log-store.ts';
import type { Cosigner, CosignerAnswer } from '../cosigner.ts';
import type { LogFolder } from '../log-folder.ts';
import type { NewEntry } from '../log-writer.ts';

/** What happens to the next call of that name: it fails and nothing was done, or it was done and fails all the same. */
export type Fault = 'before' | 'after';

/** Runs an act, or fails as told for its name. */
export class Faults {
  readonly #next = new Map<string, Fault>();
  plan(name: string, fault: Fault): void {
    this.#next.set(name, fault);
  }
  async around<T>(name: string, act: () => T | Promise<T>, error: () => Error): Promise<T> {
    const fault = this.#next.get(name);
    this.#next.delete(name);
    if (fault === 'before') throw error();
    const done = await act();
    if (fault === 'after') throw error();
    return done;
  }
}

/** The log's tables in memory: as atomic as the real ones, with faults on order. */
export class MemoryLogStore implements LogStore {
  readonly faults = new Faults();
  stored: LogRow[] = [];
  owes: (Owed & { index: number })[] = [];
  frontier: readonly Uint8Array[] = [];

  /** As a backup would hold it. */
  copy(): MemoryLogStore {
    const copy = new MemoryLogStore();
    const { frontier } = this;
    return Object.assign(copy, { stored: [...this.stored], owes: [...this.owes], frontier });
  }
  async head(): Promise<LogHead> {
    return { size: this.stored.length, frontier: this.frontier };
  }
  append(
    from: number,
    rows: readonly NewLogRow[],
    frontier: readonly Uint8Array[],
  ): Promise<'done' | 'moved'> {
    return this.faults.around('append', () => this.#append(from, rows, frontier), unavailable);
  }
  async erase(indices: readonly number[]): Promise<void> {
    this.stored = this.stored.map((row) => (indices.includes(row.index) ? { ...row, record: null } : row));
  }
  async bySubject(subjects: readonly string[]): Promise<readonly LogRow[]> {
    return this.stored.filter((row) => row.subject !== null && subjects.includes(row.subject));
  }
  async rows(from: number, to: number): Promise<readonly LogRow[]> {
    return this.stored.slice(from, to);
  }
  async leafHashes(from: number, to: number): Promise<readonly Uint8Array[]> {
    return this.stored.slice(from, to).map((row) => row.leafHash);
  }
  async owed(what: Owed['what'], day: string, limit: number) {
    const due = this.owes.filter((each) => each.what === what && (each.day === null || each.day <= day));
    return due.slice(0, limit).map(({ subject, index }) => ({ subject, row: this.stored[index] as LogRow }));
  }

  async #append(
    from: number,
    rows: readonly NewLogRow[],
    frontier: readonly Uint8Array[],
  ): Promise<'done' | 'moved'> {
    await new Promise((resolve) => setImmediate(resolve));
    const standing = new Set(this.stored.map((row) => row.subject));
    if (from !== this.stored.length || rows.some((row) => standing.has(row.subject))) return 'moved';
    this.stored.push(...rows.map(({ owes: _, ...row }) => row));
    this.owes.push(...rows.flatMap(({ owes, index }) => owes.map((owed) => ({ ...owed, index }))));
    this.owes = this.owes.filter(({ subject }) => !rows.some((row) => row.subject === subject));
    this.frontier = frontier;
    return 'done';
  }
}

const unavailable = (): Error => new StoreError('unavailable', 'the database cannot be reached');
const diskFull = (): Error => Object.assign(new Error('no space left'), { code: 'ENOSPC' });

/** Files in memory. `faults` by `keep:<path>` and `write`; `full` refuses every write that is not kept. */
export class MemoryFolder implements LogFolder {
  readonly faults = new Faults();
  readonly files = new Map<string, Uint8Array>();
  full = false;
  async read(path: string): Promise<Uint8Array | null> {
    return this.files.get(path)?.slice() ?? null;
  }
  async write(path: string, bytes: Uint8Array): Promise<void> {
    if (this.full) throw diskFull();
    return this.faults.around('write', () => void this.files.set(path, bytes.slice()), diskFull);
  }
  async keep(path: string, bytes: Uint8Array): Promise<void> {
    return this.faults.around(`keep:${path}`, () => void this.files.set(path, bytes.slice()), diskFull);
  }
  async remove(path: string): Promise<void> {
    this.files.delete(path);
  }
}

/** A witness that decides as the specification says, and remembers every root it was shown. */
export class PlayedWitness implements Cosigner {
  readonly name: string;
  readonly signer: NoteSigner;
  readonly seen = new Map<number, Set<string>>();
  readonly #log: VerifierKey;
  latest: { readonly size: number; readonly root: Uint8Array } | undefined;
  mood: 'well' | 'down' | 'silent' | 'rubbish' | 'confused' = 'well';
  cosigned = 0;

  constructor(name: string, signer: NoteSigner, log: VerifierKey) {
    this.name = name;
    this.signer = signer;
    this.#log = log;
  }
  get key(): VerifierKey {
    return this.signer.key;
  }
  async addCheckpoint(body: Uint8Array<ArrayBuffer>): Promise<CosignerAnswer> {
    if (this.mood === 'down') return { kind: 'unreachable', detail: 'TypeError' };
    if (this.mood === 'silent') return new Promise(() => undefined);
    if (this.mood === 'rubbish') return { kind: 'signatures', lines: `— ${this.name} AAAAAAAA\nand more` };
    if (this.mood === 'confused') return { kind: 'conflict', size: Math.floor(Math.random() * 9) };
    const request = parseAddCheckpoint(body);
    if (request.kind === 'malformed') return { kind: 'refused', detail: request.problem };
    return this.#decide(request);
  }
  async #decide(request: AddCheckpointRequest): Promise<CosignerAnswer> {
    const { size, root } = request.checkpoint;
    this.seen.set(size, (this.seen.get(size) ?? new Set()).add(Buffer.from(root).toString('hex')));
    const decision = await decideAddCheckpoint(request, { keys: [this.#log], latest: this.latest });
    if (decision.kind === 'conflict') return decision;
    if (decision.kind !== 'cosign') return { kind: 'refused', detail: decision.kind };
    this.latest = decision.latest;
    this.cosigned += 1;
    const time = 1_780_000_000 + this.cosigned;
    return {
      kind: 'signatures',
      lines: formatSignatureLine(await cosign(request.note.text, time, this.signer)),
    };
  }
}

export async function newSigner(name: string, type: 'ed25519' | 'cosignature') {
  const { privateKey, key } = await generateEd25519();
  const raw = new Uint8Array(Buffer.from(key.raw, 'base64url'));
  const sign = async (message: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message));
  return {
    key: verifierKey(name, type, raw),
    sign,
    pair: { raw: key.raw, pkcs8: await exportPkcs8(privateKey) },
  };
}

/** A log key, three witnesses, and a policy of any two of them. */
export async function logParties() {
  const own = await newSigner('log.example/test', 'ed25519');
  const witnesses = await Promise.all(
    ['a', 'b', 'c'].map(
      async (name) =>
        new PlayedWitness(name, await newSigner(`witness.example/${name}`, 'cosignature'), own.key),
    ),
  );
  const lines = witnesses.map(({ name, key }) => `witness ${name} ${formatVerifierKey(key)}\n`);
  const policyText = `log ${formatVerifierKey(own.key)}\n${lines.join('')}group two 2 a b c\nquorum two\n`;
  return { own, witnesses, policyText };
}

export const SILENT: HubLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A clock whose monotonic time runs and can be pushed. */
export function movedClock(): Clock & { advance(ms: number): void; set(offMs: number): void } {
  let moved = 0;
  let off = 0;
  return {
    now: () => 1_780_000_000_000 + moved + off,
    monotonic: () => performance.now() + moved,
    advance: (ms) => {
      moved += ms;
    },
    // Somebody set the wall clock wrong; time itself goes on.
    set: (offMs) => {
      off = offMs;
    },
  };
}

/** A small leaf that differs with its number. */
export function entry(sequence: number): () => Promise<NewEntry> {
  const leaf: LeafOf<'pause'> = {
    v: 1,
    kind: 'pause',
    programme: 'test' as LeafOf<'pause'>['programme'],
    sequence: sequence + 1,
    statement: Buffer.alloc(32, sequence % 251).toString('base64url'),
  };
  return async () => ({ leaf, record: null });
}
