import {
  type Checkpoint,
  formatAddCheckpoint,
  type HashSource,
  type NoteSignature,
  parseSignatureLines,
  proveConsistency,
  sameSigner,
  type VerifierKey,
  verifyNote,
} from '@porchlight/translog';
import type { Cosigner } from './cosigner.ts';

/** A checkpoint the log has signed. */
export interface SignedCheckpoint {
  readonly checkpoint: Pick<Checkpoint, 'size'>;
  /** The note text. */
  readonly text: string;
  /** The whole note, signed by the log alone. */
  readonly note: Uint8Array;
}

export type Cosignature =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature }
  /** Its size is larger than ours: another hub was ahead, or this log lost entries. */
  | { readonly kind: 'ahead'; readonly size: number }
  | { readonly kind: 'failed'; readonly detail: string };

const ATTEMPTS = 3;

/** One witness as the writer sees it: what it has cosigned last, and one question at a time. */
export class WitnessLink {
  readonly #cosigner: Cosigner;
  readonly #source: HashSource;
  #size = 0;
  #busy: Promise<Cosignature> | undefined;

  constructor(cosigner: Cosigner, source: HashSource) {
    this.#cosigner = cosigner;
    this.#source = source;
  }

  get key(): VerifierKey {
    return this.#cosigner.key;
  }

  get name(): string {
    return this.#cosigner.name;
  }

  /** While an earlier question is open this answers `failed` at once: a slow witness gets no queue. Never rejects. */
  async cosign(signed: SignedCheckpoint): Promise<Cosignature> {
    if (this.#busy) return { kind: 'failed', detail: 'still busy with an earlier checkpoint' };
    this.#busy = this.#ask(signed).catch((error: unknown) => ({ kind: 'failed', detail: String(error) }));
    return this.#busy.finally(() => {
      this.#busy = undefined;
    });
  }

  async #ask(signed: SignedCheckpoint): Promise<Cosignature> {
    const { size } = signed.checkpoint;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (this.#size > size) return this.#ahead();
      const answer = await this.#cosigner.addCheckpoint(await this.#body(signed));
      if (answer.kind === 'signatures') return this.#taken(signed, answer.lines);
      if (answer.kind !== 'conflict') return { kind: 'failed', detail: `${answer.kind}: ${answer.detail}` };
      this.#size = answer.size;
    }
    return { kind: 'failed', detail: 'names another size each time' };
  }

  /** What it claims is not believed for longer than this question: the next asks it anew. */
  #ahead(): Cosignature {
    const size = this.#size;
    this.#size = 0;
    return { kind: 'ahead', size };
  }

  async #body({ checkpoint, note }: SignedCheckpoint): Promise<Uint8Array<ArrayBuffer>> {
    const oldSize = this.#size;
    const none = oldSize === 0 || oldSize === checkpoint.size;
    const built = none
      ? { kind: 'proof' as const, proof: [] }
      : await proveConsistency(oldSize, checkpoint.size, this.#source);
    if (built.kind !== 'proof') throw new Error(`a tile is ${built.kind}: ${built.path}`);
    return formatAddCheckpoint({ oldSize, proof: built.proof, checkpoint: note });
  }

  async #taken({ text, checkpoint }: SignedCheckpoint, lines: string): Promise<Cosignature> {
    const read = parseSignatureLines(lines);
    if (read.kind === 'malformed') return { kind: 'failed', detail: read.problem };
    const own = read.signatures.filter((signature) => sameSigner(signature, this.key));
    const verdict = await verifyNote({ text, signatures: own }, [this.key]);
    const [signature] = own;
    if (verdict.kind !== 'verified' || signature === undefined)
      return { kind: 'failed', detail: 'its cosignature does not hold' };
    this.#size = checkpoint.size;
    return { kind: 'cosigned', signature };
  }
}
