import { type Leaf, readLeaf } from '@porchlight/statements/leaf';
import { type Checkpoint, toBase64 } from '@porchlight/translog';
import { type EntryRead, readEntry } from '@porchlight/verify';
import { useEffect, useState } from 'react';
import { Notice, Waiting } from '../ui/notice.tsx';
import { entryLinks, entryNote, entryTitle } from './entry-words.ts';
import { readTile } from './use-head.ts';

const FAULTS = {
  none: 'The log has no such entry.',
  missing: 'A file of the log is missing, so this entry cannot be proved.',
  altered: 'This entry does not lead to the log’s checkpoint: a file was changed.',
} as const;

/** One entry, proved in this browser to stand under the checkpoint. */
export function EntryPage({ index, checkpoint }: { index: number; checkpoint: Checkpoint }) {
  const [entry, setEntry] = useState<EntryRead>();
  useEffect(() => {
    setEntry(undefined);
    readEntry(index, checkpoint, readTile).then(setEntry, () => setEntry({ kind: 'missing' }));
  }, [index, checkpoint]);
  return (
    <>
      <h1>Entry {index}</h1>
      {entry === undefined && <Waiting>Reading the entry and its proof</Waiting>}
      {entry && entry.kind !== 'entry' && <Notice tone="alarm" title={FAULTS[entry.kind]} />}
      {entry?.kind === 'entry' && <Entry entry={entry} checkpoint={checkpoint} />}
    </>
  );
}

function Entry({
  entry,
  checkpoint,
}: {
  entry: Extract<EntryRead, { kind: 'entry' }>;
  checkpoint: Checkpoint;
}) {
  const { leaf, bytes, hash, proof } = entry;
  return (
    <>
      {leaf === undefined ? (
        <Notice tone="alarm" title="This entry is not written as the log’s format says." />
      ) : (
        <section className="card stack">
          <h2>{entryTitle(leaf)}</h2>
          {entryNote(leaf) && <p>{entryNote(leaf)}</p>}
          <Links leaf={leaf} />
        </section>
      )}
      <Notice tone="live" title="It stands in the log." quiet>
        <p>
          {proof.length} hashes lead from it to the root of all {checkpoint.size.toLocaleString('en')}{' '}
          entries, computed here.
        </p>
      </Notice>
      <dl className="facts">
        <dt>Hash</dt>
        <dd className="mono public__hash">{toBase64(hash)}</dd>
        <dt>Root</dt>
        <dd className="mono public__hash">{toBase64(checkpoint.root)}</dd>
      </dl>
      <details>
        <summary>As it is written</summary>
        <pre className="public__leaf">{written(bytes)}</pre>
      </details>
    </>
  );
}

function Links({ leaf }: { leaf: Leaf }) {
  const links = entryLinks(leaf);
  if (links.length === 0) return null;
  return (
    <p className="row">
      {links.map(({ label, index }) => (
        <a key={label} href={`#/entry/${index}`}>
          {label}: entry {index}
        </a>
      ))}
    </p>
  );
}

function written(bytes: Uint8Array): string {
  const leaf = readLeaf(bytes);
  return leaf ? JSON.stringify(leaf, null, 2) : new TextDecoder().decode(bytes);
}
