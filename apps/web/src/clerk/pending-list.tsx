import type { ClerkOverview } from '@porchlight/contract';
import { readStatement } from '@porchlight/statements';
import { useEffect, useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { dayAndTime } from '../ui/format-time.ts';
import { Notice } from '../ui/notice.tsx';
import { signAndPost } from './clerk-calls.ts';
import type { ClerkProps } from './clerk-page.tsx';
import { rosterDifference } from './roster-edits.ts';

type Pending = ClerkOverview['pending'][number];

/** Statements that wait for another clerk, above every page of the office. */
export function PendingList(props: ClerkProps) {
  const { pending } = props.overview;
  if (pending.length === 0) return null;
  return (
    <section className="stack" aria-label="Waiting for a signature">
      {pending.map((item) => (
        <PendingCard key={item.envelope.payload} item={item} {...props} />
      ))}
    </section>
  );
}

function PendingCard(props: ClerkProps & { item: Pending }) {
  const { item, me, site, refresh } = props;
  const lines = useContents(props);
  const act = useAct();
  const mine = item.signedBy.includes(me.name);
  const left = Math.max(0, item.needs - item.signedBy.length);
  const sign = async () => {
    await act.run(() => signAndPost({ me, site }, { envelope: item.envelope }));
    await refresh();
  };
  const title =
    item.kind === 'pause' ? 'The programme may run again when you both sign' : 'A change of people waits';
  return (
    <Notice tone="wait" title={title} quiet>
      <ul className="bullets">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="small">
        Signed by {item.signedBy.join(', ') || 'nobody yet'}.{' '}
        {left === 1 ? 'One signature is' : `${left} signatures are`} missing.
      </p>
      <FaultNotice fault={act.fault} />
      {mine ? (
        <p>You have signed. Another clerk has to sign it too.</p>
      ) : (
        <Button look="primary" busy={act.busy} disabled={lines.length === 0} onClick={sign}>
          {act.busy ? 'Waiting for your key …' : 'Sign it too'}
        </Button>
      )}
    </Notice>
  );
}

/** What the statement says, read here from its own bytes: nobody signs a summary that a server wrote. */
function useContents({ item, overview, site }: ClerkProps & { item: Pending }): readonly string[] {
  const [lines, setLines] = useState<readonly string[]>([]);
  useEffect(() => {
    let gone = false;
    contents(item, overview, site.timeZone).then((next) => !gone && setLines(next));
    return () => {
      gone = true;
    };
  }, [item, overview, site.timeZone]);
  return lines;
}

async function contents(item: Pending, overview: ClerkOverview, timeZone: string): Promise<string[]> {
  if (item.kind === 'pause') {
    const read = await readStatement('pause', item.envelope);
    if (read.kind === 'refused') return [];
    const { state, reason } = read.value.statement;
    return [`${state === 'running' ? 'Run again' : 'Pause'}: ${reason || 'no reason given'}`];
  }
  const read = await readStatement('roster', item.envelope);
  if (read.kind === 'refused') return [];
  const changes = rosterDifference(overview.roster, read.value.statement, (at) => dayAndTime(at, timeZone));
  return changes.map((change) => change.text);
}
