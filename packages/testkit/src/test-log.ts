import {
  type Envelope,
  ed25519Signer,
  exportPkcs8,
  fromBase64Url,
  generateEd25519,
  type ReadStatement,
  readStatement,
  type Trust,
  toBase64Url,
} from '@porchlight/statements';
import {
  incidentLeaf,
  type Leaf,
  type LookEvidence,
  leafBytes,
  type RecordKey,
  requestLeaf,
  type SlotCamera,
  slotCountOf,
  slotDigests,
} from '@porchlight/statements/leaf';
import {
  completeHash,
  cosign,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  type HashSource,
  leafHash,
  type NoteSigner,
  proveInclusion,
  signNote,
  TreeHead,
  verifierKey,
} from '@porchlight/translog';

/** The keys of a programme's log: its own, and two witnesses that both must cosign. */
export interface TestLogKeys {
  readonly log: NoteSigner;
  readonly witnesses: readonly [NoteSigner, NoteSigner];
  /** The log key as `porchlight init` writes it. */
  readonly pair: { readonly raw: string; readonly pkcs8: string };
  /** The text the root carries; `urls` are the witnesses' addresses. */
  policy(urls?: readonly string[]): string;
}

async function newSigner(name: string, type: 'ed25519' | 'cosignature') {
  const { privateKey, key } = await generateEd25519();
  await ed25519Signer(privateKey, key);
  const sign = async (message: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message));
  const signer: NoteSigner = {
    key: verifierKey(name, type, fromBase64Url(key.raw) ?? new Uint8Array()),
    sign,
  };
  return { signer, pair: { raw: key.raw, pkcs8: await exportPkcs8(privateKey) } };
}

export async function makeLogKeys(): Promise<TestLogKeys> {
  const log = await newSigner('cameras.example.org/log', 'ed25519');
  const a = await newSigner('witness.example/a', 'cosignature');
  const b = await newSigner('witness.example/b', 'cosignature');
  return {
    log: log.signer,
    witnesses: [a.signer, b.signer],
    pair: log.pair,
    policy: ([first = '', second = ''] = []) =>
      [
        `log ${formatVerifierKey(log.signer.key)}`,
        `witness a ${formatVerifierKey(a.signer.key)} ${first}`.trim(),
        `witness b ${formatVerifierKey(b.signer.key)} ${second}`.trim(),
        'group all 2 a b',
        'quorum all',
        '',
      ].join('\n'),
  };
}

/** What a checkpoint is made of, for tests that let log and witnesses lie. */
export interface CheckpointLie {
  readonly root?: Uint8Array;
  readonly size?: number;
  readonly by?: NoteSigner;
  readonly witnesses?: readonly NoteSigner[];
}

/** A whole public log in memory, honest unless told otherwise. Times are epoch milliseconds. */
export class TestLog {
  readonly keys: TestLogKeys;
  readonly entries: Uint8Array<ArrayBuffer>[] = [];
  readonly #recordKeys = new Map<number, RecordKey>();
  readonly #incidents = new Map<string, number>();
  readonly #newest = new Map<string, number>();
  readonly #requests = new Map<string, number>();

  constructor(keys: TestLogKeys) {
    this.keys = keys;
  }

  get size(): number {
    return this.entries.length;
  }

  /** A log that has the same entries so far, and may go on another way. */
  fork(): TestLog {
    const fork = new TestLog(this.keys);
    fork.entries.push(...this.entries);
    for (const [index, key] of this.#recordKeys) fork.#recordKeys.set(index, key);
    return fork;
  }

  /** Returns the entry's index. */
  append(leaf: Leaf, recordKey?: RecordKey): number {
    return this.appendBytes(leafBytes(leaf), recordKey);
  }

  appendBytes(bytes: Uint8Array<ArrayBuffer>, recordKey?: RecordKey): number {
    if (recordKey) this.#recordKeys.set(this.size, recordKey);
    this.entries.push(bytes);
    return this.size - 1;
  }

  head(size = this.size): TreeHead {
    const head = new TreeHead();
    for (const entry of this.entries.slice(0, size)) head.append(leafHash(entry));
    return head;
  }

  async checkpoint(at: number, size = this.size, lie: CheckpointLie = {}): Promise<string> {
    const root = lie.root ?? this.head(size).root();
    const { log, witnesses } = this.keys;
    const by = lie.by ?? log;
    const text = formatCheckpoint({ origin: by.key.name, size: lie.size ?? size, root, extensions: [] });
    const cosigners = lie.witnesses ?? witnesses;
    const seconds = Math.floor(at / 1000);
    const cosigned = await Promise.all(cosigners.map((witness) => cosign(text, seconds, witness)));
    const note = formatNote({ text, signatures: [await signNote(text, by), ...cosigned] });
    return new TextDecoder().decode(note);
  }

  async start(at: number): Promise<{ size: number; frontier: string[]; checkpoint: string }> {
    const frontier = this.head().frontier.map(toBase64Url);
    return { size: this.size, frontier, checkpoint: await this.checkpoint(at) };
  }

  /** Entries from `from` on with the checkpoint of the whole. */
  async part(from: number, at: number): Promise<{ from: number; entries: string[]; checkpoint: string }> {
    return {
      from,
      entries: this.entries.slice(from).map(toBase64Url),
      checkpoint: await this.checkpoint(at),
    };
  }

  /** Writes the incident statement's leaf, once; later statements of an incident continue the earlier. */
  async incident(envelope: Envelope): Promise<number> {
    const read = await reading('incident', envelope);
    const standing = this.#incidents.get(read.hash);
    if (standing !== undefined) return standing;
    const { incidentId } = read.statement;
    const after = this.#newest.get(incidentId) ?? null;
    const key = crypto.getRandomValues(new Uint8Array(32));
    const index = this.append(await incidentLeaf(read, { selfAttested: false, after }, key), key);
    this.#incidents.set(read.hash, index);
    this.#newest.set(incidentId, index);
    return index;
  }

  /**
   * Writes a request's leaf (and before it what is missing of its incident) and answers what a gateway is given. `changes`
   * let the log say something else than the papers.
   */
  async request(
    trust: Trust,
    envelope: Envelope,
    incidents: readonly Envelope[],
    cameras: readonly SlotCamera[],
    changes: Partial<Extract<Leaf, { kind: 'request' }>> = {},
  ): Promise<LookEvidence> {
    const request = await reading('request', envelope);
    for (const each of incidents) await this.incident(each);
    const newest = await reading('incident', incidents.at(-1) as Envelope);
    const incident = this.#incidents.get(newest.hash) ?? 0;
    const operator = trust.roster?.statement.people.find((p) => p.id === request.statement.operatorId);
    if (operator === undefined) throw new Error('the operator is not in the roster');
    const recordKey = crypto.getRandomValues(new Uint8Array(32));
    const after = incidents.length > 1 ? (this.#requests.get(request.hash) ?? incident) : null;
    const parts = { request, operator, incident, incidentHash: newest.hash, after, recordKey };
    const slots = await slotDigests(recordKey, slotCountOf(request.statement), cameras);
    const leaf = await requestLeaf({ ...parts, cameras: cameras.length }, slots);
    const index = this.append({ ...leaf, ...changes }, recordKey);
    this.#requests.set(request.hash, index);
    const slotOf = cameras.map(({ cameraId }, slot) => ({ cameraId, slot }));
    return this.evidence(index, incident, cameras.length, slotOf);
  }

  async evidence(
    request: number,
    incident: number,
    cameras: number,
    slots: LookEvidence['slots'],
  ): Promise<LookEvidence> {
    const size = this.size;
    const part = async (index: number) => ({
      index,
      leaf: toBase64Url(this.entries[index] ?? new Uint8Array()),
      proof: await this.#path(index, size),
      recordKey: toBase64Url(this.#recordKeys.get(index) ?? new Uint8Array(32)),
    });
    return { size, request: await part(request), incident: await part(incident), cameras, slots };
  }

  async #path(index: number, size: number): Promise<string[]> {
    const hashes = this.entries.map(leafHash);
    const source: HashSource = {
      readHashes: async (nodes) => ({
        kind: 'hashes',
        hashes: nodes.map(({ level, index: n }) =>
          completeHash(hashes.slice(n * 2 ** level, (n + 1) * 2 ** level)),
        ),
      }),
    };
    const built = await proveInclusion(index, size, source);
    if (built.kind !== 'proof') throw new Error(built.kind);
    return built.proof.map((hash) => toBase64Url(hash));
  }
}

async function reading<K extends 'incident' | 'request'>(
  kind: K,
  envelope: Envelope,
): Promise<ReadStatement<K>> {
  const read = await readStatement(kind, envelope);
  if (read.kind === 'refused') throw new Error(read.detail);
  return read.value;
}
