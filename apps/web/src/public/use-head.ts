import { type Checkpoint, parseCheckpoint, parseNote } from '@porchlight/translog';
import { httpTiles } from '@porchlight/verify';
import { useCallback, useEffect, useState } from 'react';

export const readTile = httpTiles('/log');

export type Head =
  | { readonly kind: 'head'; readonly checkpoint: Checkpoint }
  | { readonly kind: 'fault'; readonly sentence: string };

async function loadHead(): Promise<Head> {
  const note = await readTile('checkpoint').catch(() => undefined);
  if (note === undefined) return { kind: 'fault', sentence: 'The server does not answer.' };
  if (note === null)
    return { kind: 'fault', sentence: 'It has no checkpoint yet: its witnesses have not signed one.' };
  const parsed = parseNote(note);
  const read = parsed.kind === 'note' ? parseCheckpoint(parsed.text) : undefined;
  if (read?.kind !== 'checkpoint') return { kind: 'fault', sentence: 'Its checkpoint is not one.' };
  return { kind: 'head', checkpoint: read.checkpoint };
}

/** The log's newest checkpoint; not verified yet. */
export function useHead(): { readonly head: Head | undefined; reload(): void } {
  const [head, setHead] = useState<Head>();
  const reload = useCallback(() => {
    loadHead().then(setHead);
  }, []);
  useEffect(reload, [reload]);
  return { head, reload };
}
