import { type Leaf, readLeaf } from '@porchlight/statements/leaf';
import {
  type Checkpoint,
  leafHash,
  proveInclusion,
  type ReadTile,
  TILE_WIDTH,
  TileReader,
  verifyInclusion,
} from '@porchlight/translog';

/** One entry, with the proof that it stands in the tree of the checkpoint. */
export type EntryRead =
  | {
      readonly kind: 'entry';
      readonly index: number;
      readonly bytes: Uint8Array;
      /** Undefined when it is not an entry of a known kind. */
      readonly leaf: Leaf | undefined;
      readonly hash: Uint8Array;
      readonly proof: readonly Uint8Array[];
    }
  | { readonly kind: 'none' | 'missing' | 'altered' };

/** Reads one entry from the files of a log and proves it. Whether the checkpoint holds is the caller's matter. */
export async function readEntry(index: number, checkpoint: Checkpoint, read: ReadTile): Promise<EntryRead> {
  if (index < 0 || index >= checkpoint.size) return { kind: 'none' };
  const opened = await TileReader.open(checkpoint, read);
  if (opened.kind !== 'reader') return { kind: opened.kind };
  const bundle = await opened.reader.readBundle(Math.floor(index / TILE_WIDTH));
  if (bundle.kind !== 'entries') return { kind: bundle.kind };
  const bytes = bundle.entries[index - bundle.first];
  const built = await proveInclusion(index, checkpoint.size, opened.reader);
  if (bytes === undefined || built.kind !== 'proof') return { kind: 'missing' };
  const hash = leafHash(bytes);
  const { size, root } = checkpoint;
  if (verifyInclusion({ index, size, leaf: hash, root, proof: built.proof }).kind !== 'valid')
    return { kind: 'altered' };
  return { kind: 'entry', index, bytes, leaf: readLeaf(bytes), hash, proof: built.proof };
}
