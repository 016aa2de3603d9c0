/** A log of 40 leaves with a fork of it, and state files in memory with faults on order: for the tests of this package. */
import { generateKeyPairSync, sign } from 'node:crypto';
import {
  completeHash,
  formatAddCheckpoint,
  formatCheckpoint,
  formatNote,
  leafHash,
  type NoteSigner,
  proveConsistency,
  type SignatureType,
  signNote,
  TreeHead,
  verifierKey,
} from '@porchlight/translog';
import type { StateFiles } from '../state-folder.ts';

export const ORIGIN = 'log.example/town';

export function newSigner(name: string, type: SignatureType): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
  return {
    key: verifierKey(name, type, raw),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/** Signs checkpoints of its leaves; `story` picks the leaves, so that two stories are two trees of the same sizes. */
export class PlayedLog {
  readonly signer: NoteSigner;
  constructor(origin = ORIGIN, signer = newSigner(origin, 'ed25519')) {
    this.signer = signer;
  }

  /** The body of add-checkpoint, with the proof from `old` that the story has. */
  async body(
    old: number,
    size: number,
    story = 'true',
    signer = this.signer,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const leaves = leavesOf(size, story);
    const readHashes = async (nodes: readonly { level: number; index: number }[]) => ({
      kind: 'hashes' as const,
      hashes: nodes.map(({ level, index }) =>
        completeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
      ),
    });
    const none = old === 0 || old >= size;
    const built = none
      ? { kind: 'proof' as const, proof: [] }
      : await proveConsistency(old, size, { readHashes });
    if (built.kind !== 'proof') throw new Error(built.path);
    const checkpoint = await this.checkpoint(size, story, signer);
    return formatAddCheckpoint({ oldSize: old, proof: built.proof, checkpoint });
  }

  async checkpoint(size: number, story = 'true', signer = this.signer): Promise<Uint8Array> {
    const text = this.text(size, story);
    return formatNote({ text, signatures: [await signNote(text, signer)] });
  }

  text(size: number, story = 'true'): string {
    const head = new TreeHead();
    for (const leaf of leavesOf(size, story)) head.append(leaf);
    return formatCheckpoint({ origin: this.signer.key.name, size, root: head.root(), extensions: [] });
  }
}

const leavesOf = (size: number, story: string): Uint8Array[] =>
  Array.from({ length: size }, (_, n) => leafHash(new TextEncoder().encode(`${story} ${n}`)));

/** Where the next keep fails: with the old bytes still there, or with the new ones there all the same. */
export type Fault = 'before' | 'after';

/** State files in memory. */
export class MemoryFiles implements StateFiles {
  readonly files = new Map<string, Uint8Array>();
  fault: Fault | undefined;
  kept = 0;
  async read(name: string): Promise<Uint8Array | null> {
    return this.files.get(name)?.slice() ?? null;
  }
  async keep(name: string, bytes: Uint8Array): Promise<void> {
    const { fault } = this;
    this.fault = undefined;
    await new Promise((resolve) => setImmediate(resolve));
    if (fault === 'before') throw new Error('no space left');
    this.files.set(name, bytes.slice());
    this.kept += 1;
    if (fault === 'after') throw new Error('the folder could not be synced');
  }
}
