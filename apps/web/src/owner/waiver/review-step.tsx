import type { Waiver } from '@porchlight/contract';
import { ArrowDownRight, ArrowUpRight, Minus } from 'lucide-react';
import { useMemo } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import {
  type ConsentDraft,
  changedDrafts,
  draftProblem,
  hostsOf,
  isPaused,
  termsOf,
} from '../consent-draft.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { type TermsChange, termsDifference } from '../terms-difference.ts';
import { signConsent } from './sign-consent.ts';

/** What changes against what was signed before, line by line; then one signature over text, terms and cameras. */
export function ReviewStep(props: OwnerProps & { waiver: Waiver; picked: readonly ConsentDraft[] }) {
  const { overview, site, me, picked, refresh, waiver } = props;
  const act = useAct();
  const changed = useMemo(
    () => changedDrafts(picked, overview.cameras, site.timeZone, Date.now()),
    [picked, overview.cameras, site.timeZone],
  );
  const problem = picked.map((d) => draftProblem(d, overview.programmeEndsAt, Date.now())).find(Boolean);
  const hosts = hostsOf(overview, changed);
  if (changed.length === 0)
    return (
      <>
        <h1>Nothing changes.</h1>
        <p>Your choices are the ones you signed. There is nothing to sign.</p>
        <a className={buttonClass('primary', true, true)} href="#/">
          Home
        </a>
      </>
    );
  const sign = async () => {
    const receipt = await act.run(() => signConsent({ site, me, overview, waiver }, changed));
    if (receipt === undefined) return;
    location.hash = `#/receipt/${receipt.version}`;
    await refresh();
  };
  return (
    <>
      <h1>This is what you sign.</h1>
      {changed.map((draft) => (
        <CameraDifference key={draft.cameraId} {...props} draft={draft} />
      ))}
      <p className="quiet">
        With it you sign the text you read, version {waiver.version}. Your pictures are held by{' '}
        {hosts.join(' and ')}.{hosts.length > 1 && ` You sign ${hosts.length} times: once for each.`}
      </p>
      {problem && <Notice tone="wait" title={problem} />}
      <FaultNotice fault={act.fault} />
      <Button look="primary" large wide busy={act.busy} disabled={problem !== undefined} onClick={sign}>
        {act.busy ? 'Waiting for your key …' : 'Sign'}
      </Button>
    </>
  );
}

function CameraDifference({ draft, overview, site }: OwnerProps & { draft: ConsentDraft }) {
  const camera = overview.cameras.find((c) => c.cameraId === draft.cameraId);
  const before = camera?.consentState === 'none' ? null : (camera?.consent ?? null);
  const changes = termsDifference(before, termsOf(draft, 0), site.timeZone);
  const widens = before !== null && changes.some((c) => c.effect === 'opens');
  return (
    <section className="card" aria-label={draft.label}>
      <h2>{draft.label}</h2>
      {camera && isPaused(camera, Date.now()) && <p>Signing ends the pause of this camera.</p>}
      {before === null && <p className="quiet">Nothing was signed before. All of this is new:</p>}
      <ul className="changes">
        {changes.map((change) => (
          <ChangeLine key={change.what} change={change} />
        ))}
        {changes.length === 0 && <li>Your choices stay the same.</li>}
      </ul>
      {widens && (
        <p className="small">
          What opens more than before waits {site.synthetic ? '10 seconds' : '24 hours'}, unless you confirm
          it on your box’s page.
        </p>
      )}
    </section>
  );
}

const EFFECTS = {
  opens: { Icon: ArrowUpRight, words: 'opens more' },
  closes: { Icon: ArrowDownRight, words: 'opens less' },
  moves: { Icon: Minus, words: 'changes' },
} as const;

function ChangeLine({ change }: { change: TermsChange }) {
  const { Icon, words } = EFFECTS[change.effect];
  return (
    <li className={`change change--${change.effect}`}>
      <Icon size={18} aria-hidden="true" />
      <div>
        <p className="change__what">
          {change.what}
          {change.before !== null && <span className="change__effect"> {words}</span>}
        </p>
        {change.before !== null && <del>{change.before}</del>} <ins>{change.after}</ins>
      </div>
    </li>
  );
}
