import { type Leaf, readLeaf } from '@porchlight/statements/leaf';
import { type Checkpoint, TILE_WIDTH, TileReader } from '@porchlight/translog';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice, Waiting } from '../ui/notice.tsx';
import { entryTitle } from './entry-words.ts';
import { readTile } from './use-head.ts';

interface Row {
  readonly index: number;
  readonly leaf: Leaf | undefined;
}

type Rows = { readonly kind: 'rows'; readonly rows: readonly Row[] } | { readonly kind: 'fault' };

const A_PAGE = 25;

/** The newest entries first; each has an address of its own. */
export function EntryList({ checkpoint, reload }: { checkpoint: Checkpoint; reload: () => void }) {
  const [shown, setShown] = useState(A_PAGE);
  const [rows, setRows] = useState<Rows>();
  useEffect(() => {
    loadRows(checkpoint, Math.max(0, checkpoint.size - shown)).then(setRows, () =>
      setRows({ kind: 'fault' }),
    );
  }, [checkpoint, shown]);
  return (
    <section className="stack" aria-label="Entries">
      <div className="row row--ends">
        <h2>Newest entries</h2>
        <Button look="quiet" onClick={reload}>
          Look again
        </Button>
      </div>
      {rows === undefined && <Waiting>Reading entries</Waiting>}
      {rows?.kind === 'fault' && (
        <Notice tone="alarm" title="The files of the log do not lead to its checkpoint.">
          <p>Check the whole log above: it says which one.</p>
        </Notice>
      )}
      {rows?.kind === 'rows' && (
        <ol className="entries">
          {rows.rows.map(({ index, leaf }) => (
            <li key={index}>
              <a href={`#/entry/${index}`}>
                <span className="entries__index">{index}</span>
                <span>{leaf ? entryTitle(leaf) : 'An entry that cannot be read'}</span>
              </a>
            </li>
          ))}
        </ol>
      )}
      {checkpoint.size > shown && <Button onClick={() => setShown(shown + A_PAGE * 4)}>Older entries</Button>}
    </section>
  );
}

/** Entries `from` … of the tree, newest first; each leads to the checkpoint's root. */
async function loadRows(checkpoint: Checkpoint, from: number): Promise<Rows> {
  const opened = await TileReader.open(checkpoint, readTile);
  if (opened.kind !== 'reader') return { kind: 'fault' };
  const rows: Row[] = [];
  for (let n = Math.floor(from / TILE_WIDTH); n * TILE_WIDTH < checkpoint.size; n++) {
    const bundle = await opened.reader.readBundle(n);
    if (bundle.kind !== 'entries') return { kind: 'fault' };
    for (const [at, bytes] of bundle.entries.entries())
      if (bundle.first + at >= from) rows.push({ index: bundle.first + at, leaf: readLeaf(bytes) });
  }
  return { kind: 'rows', rows: rows.reverse() };
}
