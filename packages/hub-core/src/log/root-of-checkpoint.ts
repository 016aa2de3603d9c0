import { parseCheckpoint, parseNote } from '@porchlight/translog';

/** The root that a checkpoint names; undefined for a text that is none. Its signatures are not looked at. */
export function rootOfCheckpoint(text: string): Uint8Array | undefined {
  const note = parseNote(new TextEncoder().encode(text));
  const read = note.kind === 'note' ? parseCheckpoint(note.text) : undefined;
  return read?.kind === 'checkpoint' ? read.checkpoint.root : undefined;
}
