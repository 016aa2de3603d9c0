import { OctagonPause, Play } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/field.tsx';
import { dayAndTime } from '../../ui/format-time.ts';
import { signAndPost } from '../clerk-calls.ts';
import type { ClerkProps } from '../clerk-page.tsx';
import { nextPause } from '../roster-edits.ts';

/** Pausing takes one clerk and one touch; running again takes two. */
export function PauseSwitch(props: ClerkProps) {
  const { overview, me, site, refresh } = props;
  const { pause, programme } = overview;
  const paused = pause.state === 'paused';
  const [reason, setReason] = useState('');
  const act = useAct();
  if (programme.state === 'over') return null;
  const waiting = overview.pending.some((p) => p.kind === 'pause');
  const fallback = paused ? 'The cause of the pause is over.' : 'Paused by the office.';
  const flip = async () => {
    const next = nextPause(overview, paused ? 'running' : 'paused', reason.trim() || fallback, Date.now());
    const done = await act.run(() => signAndPost({ me, site }, next));
    if (done) setReason('');
    await refresh();
  };
  return (
    <section className={paused ? 'switch switch--paused' : 'switch'} aria-labelledby="switch-title">
      <h2 id="switch-title">{paused ? 'The programme is paused.' : 'Pause the whole programme'}</h2>
      <p className="quiet">
        {paused
          ? `Since ${dayAndTime(pause.at ?? 0, programme.timeZone)}: ${pause.reason} No camera can be looked through. Running again takes the signatures of two clerks.`
          : 'Every look that is running ends within a second, and none can begin. Any one clerk can do it, alone and at once.'}
      </p>
      {waiting && paused ? (
        <p>A signature to run again waits above.</p>
      ) : (
        <>
          <TextField
            label={paused ? 'Why it may run again' : 'Reason'}
            hint={`Stands in the audit. Empty: “${fallback}”`}
            value={reason}
            maxLength={400}
            onChange={(event) => setReason(event.target.value)}
          />
          <FaultNotice fault={act.fault} />
          <Button look={paused ? 'primary' : 'stop'} large wide busy={act.busy} onClick={flip}>
            {paused ? <Play size={22} aria-hidden="true" /> : <OctagonPause size={22} aria-hidden="true" />}
            {act.busy
              ? 'Waiting for your key …'
              : paused
                ? 'Sign that it may run again'
                : 'PAUSE THE PROGRAMME'}
          </Button>
        </>
      )}
    </section>
  );
}
