import { papersSchema } from '@porchlight/contract';
import { type Openings, openingsSchema } from '@porchlight/statements/leaf';
import { type CheckResult, type Report, verifyLog } from '@porchlight/verify';
import { CircleAlert, CircleCheck, CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { call } from '../api/call.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { fourSteps, type Step } from './four-steps.ts';
import { readTile } from './use-head.ts';

const REMEMBERED = 'porchlight-log-checkpoint';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly done: number; readonly size: number }
  | { readonly kind: 'done'; readonly report: Report }
  | { readonly kind: 'fault'; readonly sentence: string };

/** Reads the whole log in this browser and judges it in four steps; a file of openings may be added. */
export function VerifyCard({ size, fingerprint }: { size: number; fingerprint: string }) {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const run = async (openings?: Openings): Promise<void> => {
    setState({ kind: 'running', done: 0, size });
    setState(await verified(openings, (done, all) => setState({ kind: 'running', done, size: all })));
  };
  const drop = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const openings = await readOpenings(file);
    if (openings === undefined)
      setState({
        kind: 'fault',
        sentence: 'This file does not open entries. Use a proof kept from your own history.',
      });
    else await run(openings);
  };
  return (
    <section
      className="card stack"
      aria-label="Check the log"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void drop(event.dataTransfer.files[0]);
      }}
    >
      <h2>Check it yourself</h2>
      <p>
        This browser reads all of it and believes nobody. Compare the fingerprint with the one that is
        printed: <span className="mono">{fingerprint}</span>
      </p>
      <div className="row">
        <Button look="primary" large busy={state.kind === 'running'} onClick={() => void run()}>
          Check the whole log
        </Button>
        <label className="button">
          Add a proof
          <input
            className="visually-hidden"
            type="file"
            accept="application/json"
            onChange={(event) => void drop(event.target.files?.[0])}
          />
        </label>
      </div>
      {state.kind === 'running' && <Progress done={state.done} size={state.size} />}
      {state.kind === 'fault' && <Notice tone="alarm" title={state.sentence} />}
      {state.kind === 'done' && <Verdicts report={state.report} />}
    </section>
  );
}

function Progress({ done, size }: { done: number; size: number }) {
  return (
    <p role="status" className="public__progress">
      <progress value={done} max={Math.max(1, size)} aria-label="Entries read" />
      {done.toLocaleString('en')} of {size.toLocaleString('en')} entries
    </p>
  );
}

function Verdicts({ report }: { report: Report }) {
  const steps = fourSteps(report);
  const failed = steps.some(({ verdict }) => verdict === 'FAIL');
  const skipped = steps.some(({ verdict }) => verdict === 'CANNOT-CHECK');
  return (
    <>
      {failed && <Notice tone="alarm" title="Something in this log is not as it must be." />}
      {!failed && skipped && (
        <Notice tone="wait" title="Nothing is wrong in what could be checked; not all of it could." />
      )}
      {!failed && !skipped && (
        <Notice tone="live" title={`All ${report.size.toLocaleString('en')} entries hold.`}>
          <p>
            {report.counts['requests'] ?? 0} looks were asked for, {report.counts['denial'] ?? 0} more refused
            by the rules.
          </p>
        </Notice>
      )}
      <ol className="steps">
        {steps.map((step, n) => (
          <StepRow key={step.title} step={step} number={n + 1} />
        ))}
      </ol>
    </>
  );
}

const LOOKS = {
  PASS: { Icon: CircleCheck, words: 'Yes', tone: 'live' },
  FAIL: { Icon: CircleAlert, words: 'No', tone: 'alarm' },
  'CANNOT-CHECK': { Icon: CircleHelp, words: 'Cannot be told', tone: 'wait' },
} as const;

function StepRow({ step, number }: { step: Step; number: number }) {
  const { Icon, words, tone } = LOOKS[step.verdict];
  return (
    <li className={`steps__step steps__step--${tone}`}>
      <details open={step.verdict !== 'PASS'}>
        <summary>
          <Icon size={22} aria-hidden="true" />
          <span>
            {number}. {step.title}
          </span>
          <strong>{words}</strong>
        </summary>
        <ul className="stack">
          {step.checks.map((check) => (
            <Check key={check.name} check={check} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Check({ check }: { check: CheckResult }) {
  return (
    <li>
      <p>
        {check.title}: <strong>{LOOKS[check.verdict].words.toLowerCase()}</strong>
      </p>
      {check.because && <p className="quiet">{check.because}</p>}
      {check.findings.length > 0 && (
        <ul>
          {check.findings.slice(0, 20).map(({ leaf, sentence }, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: findings never change their order
            <li key={n}>
              {leaf !== undefined && <a href={`#/entry/${leaf}`}>Entry {leaf}</a>} {sentence}
            </li>
          ))}
        </ul>
      )}
      {check.count > 20 && <p className="quiet">and {check.count - 20} more</p>}
    </li>
  );
}

async function verified(
  openings: Openings | undefined,
  onProgress: (done: number, size: number) => void,
): Promise<State> {
  const papers = await call('GET', '/api/papers', papersSchema);
  if (papers.kind === 'fault') return { kind: 'fault', sentence: papers.fault.sentence };
  const kept = localStorage.getItem(REMEMBERED);
  const seen =
    kept === null
      ? []
      : [{ name: 'What this browser saw before', note: new TextEncoder().encode(kept), own: true }];
  try {
    const ask = { read: readTile, root: papers.value.root, seen, now: Date.now(), onProgress };
    const report = await verifyLog(openings ? { ...ask, openings } : ask);
    if (report.checkpoint !== undefined) localStorage.setItem(REMEMBERED, report.checkpoint);
    return { kind: 'done', report };
  } catch {
    return { kind: 'fault', sentence: 'The log stopped answering while it was read. Try again.' };
  }
}

async function readOpenings(file: File): Promise<Openings | undefined> {
  if (file.size > 8_000_000) return undefined;
  try {
    const parsed = openingsSchema.safeParse(JSON.parse(await file.text()));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
