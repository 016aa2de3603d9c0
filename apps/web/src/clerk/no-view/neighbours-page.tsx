import type { ClerkNoView } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Waiting } from '../../ui/notice.tsx';
import type { ClerkProps } from '../clerk-page.tsx';
import { CaseCard } from './case-card.tsx';
import { loadCases } from './no-view-office-calls.ts';

/** Neighbours who ask not to be filmed. What owners answer, and whether anybody was asked, is not told here either. */
export function NeighboursPage({ site }: ClerkProps) {
  const [cases, setCases] = useState<readonly ClerkNoView[]>();
  const { run, busy, fault } = useAct();
  const load = useCallback(async () => {
    const list = await run(loadCases);
    if (list) setCases(list.cases);
  }, [run]);
  useEffect(() => {
    load();
  }, [load]);
  return (
    <>
      <div className="row row--ends">
        <h1>Neighbours</h1>
        <Button busy={busy} onClick={load}>
          Newest
        </Button>
      </div>
      <p className="quiet">
        People who ask that a place is not filmed. You send a request on to whoever may film it; they answer
        for themselves. Neither you nor the neighbour is told who was asked, whether anybody was, or what they
        answered.
      </p>
      <FaultNotice fault={fault} />
      {cases === undefined && !fault && <Waiting>Reading</Waiting>}
      {cases?.length === 0 && (
        <div className="card card--empty">
          <p>Nobody has asked. The form is at {location.host}/no-view.</p>
        </div>
      )}
      {cases?.map((each) => (
        <CaseCard key={each.caseNumber} site={site} view={each} onChanged={load} />
      ))}
    </>
  );
}
