import type { NoViewPost, Site } from '@porchlight/contract';
import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { EmailStep, WhatStep, WhereStep } from './form-steps.tsx';
import { KeepLink } from './keep-link.tsx';
import { sendRequest } from './no-view-calls.ts';

const STEPS = [WhereStep, WhatStep, EmailStep] as const;

/** Three questions, one a page; then the link that opens the case. */
export function RequestForm({ site }: { site: Site }) {
  const [draft, setDraft] = useState<NoViewPost>({
    place: '',
    position: null,
    parts: [],
    words: '',
    email: '',
  });
  const [at, setAt] = useState(0);
  const [made, setMade] = useState<{ caseNumber: string; secret: string }>();
  const act = useAct();
  if (made !== undefined) return <KeepLink made={made} />;
  const Step = STEPS[at] ?? WhereStep;
  const next = async (): Promise<void> => {
    window.scrollTo(0, 0);
    if (at < STEPS.length - 1) return setAt(at + 1);
    const receipt = await act.run(() => sendRequest(draft));
    if (receipt) setMade(receipt);
  };
  return (
    <>
      {at > 0 && (
        <button type="button" className="button button--quiet back" onClick={() => setAt(at - 1)}>
          <ChevronLeft size={18} aria-hidden="true" /> Back
        </button>
      )}
      <p className="eyebrow">
        Ask not to be filmed · {at + 1} of {STEPS.length}
      </p>
      <Step site={site} draft={draft} onDraft={setDraft} onNext={next} busy={act.busy} />
      <FaultNotice fault={act.fault} />
    </>
  );
}
