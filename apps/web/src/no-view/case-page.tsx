import './case-page.css';
import type { NoViewCaseView, NoViewKey, Site } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { day } from '../ui/format-time.ts';
import { Waiting } from '../ui/notice.tsx';
import { loadCase, withdrawCase } from './no-view-calls.ts';
import { caseWords } from './no-view-words.ts';

/** How a neighbour's request stands. */
export function CasePage({ site, link }: { site: Site; link: NoViewKey }) {
  const [view, setView] = useState<NoViewCaseView>();
  const { run, busy, fault } = useAct();
  const load = useCallback(async () => {
    const found = await run(() => loadCase(link));
    if (found) setView(found);
  }, [run, link]);
  useEffect(() => {
    load();
  }, [load]);
  if (view === undefined) return fault ? <FaultNotice fault={fault} /> : <Waiting>Opening your case</Waiting>;
  const { title, text } = caseWords(view, site.timeZone);
  const open = view.state === 'received' || view.state === 'asked';
  const withdraw = async (): Promise<void> => {
    if ((await run(() => withdrawCase(link))) !== undefined) await load();
  };
  return (
    <>
      <p className="eyebrow">Case {view.caseNumber}</p>
      <h1>{title}</h1>
      <p>{text}</p>
      {view.reason !== '' && <blockquote className="card">{view.reason}</blockquote>}
      <dl className="facts">
        {view.place !== '' && (
          <>
            <dt>The place</dt>
            <dd>{view.place}</dd>
          </>
        )}
        <dt>Received</dt>
        <dd>{day(view.receivedAt, site.timeZone)}</dd>
        {view.askedAt !== null && (
          <>
            <dt>Sent on</dt>
            <dd>{day(view.askedAt, site.timeZone)}</dd>
          </>
        )}
        {view.deadline !== null && (
          <>
            <dt>Time until</dt>
            <dd>{day(view.deadline, site.timeZone)}</dd>
          </>
        )}
      </dl>
      <FaultNotice fault={fault} />
      {open ? (
        <TakeBack busy={busy} onWithdraw={withdraw} />
      ) : (
        <a className={buttonClass('plain', false, true)} href="/no-view" target="_self">
          Ask again
        </a>
      )}
    </>
  );
}

function TakeBack({ busy, onWithdraw }: { busy: boolean; onWithdraw: () => void }) {
  const [sure, setSure] = useState(false);
  if (!sure)
    return (
      <Button wide onClick={() => setSure(true)}>
        Take my request back
      </Button>
    );
  return (
    <div className="card">
      <p>What you wrote is erased at once, and owners who were asked see it no more.</p>
      <Button look="stop" wide busy={busy} onClick={onWithdraw}>
        Yes, take it back
      </Button>
      <Button look="quiet" wide onClick={() => setSure(false)}>
        Keep it
      </Button>
    </div>
  );
}
