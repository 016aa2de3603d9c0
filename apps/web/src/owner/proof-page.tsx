import { papersSchema } from '@porchlight/contract';
import { type Openings, openingsSchema } from '@porchlight/statements/leaf';
import { checkLook, httpTiles, type LookCheck, type LookFacts } from '@porchlight/verify';
import { ChevronLeft, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { call } from '../api/call.ts';
import { Button } from '../ui/button.tsx';
import { dayAndTime } from '../ui/format-time.ts';
import { classTitle } from '../ui/incident-words.ts';
import { Notice, Waiting } from '../ui/notice.tsx';
import type { OwnerProps } from './owner-page.tsx';

const readTile = httpTiles('/log');

type Proof =
  | { readonly kind: 'proof'; readonly openings: Openings; readonly check: LookCheck }
  | { readonly kind: 'fault'; readonly sentence: string };

/** One look at the owner's camera, proved in this browser against the public log. */
export function ProofPage({
  requestId,
  cameraId,
  site,
}: OwnerProps & { requestId: string; cameraId: string }) {
  const [proof, setProof] = useState<Proof>();
  useEffect(() => {
    setProof(undefined);
    loadProof(requestId, cameraId).then(setProof, () => setProof(NO_ANSWER));
  }, [requestId, cameraId]);
  return <ProofView proof={proof} timeZone={site.timeZone} />;
}

const NO_ANSWER = {
  kind: 'fault',
  sentence: 'The public log does not answer. Try again in a minute.',
} as const;

/** The same from what was sealed to this device: the hub needs to keep nothing for it. */
export function SealedProofPage({ sealed, index, part, site }: OwnerProps & { index: number; part: number }) {
  const [proof, setProof] = useState<Proof>();
  const look = sealed?.find((each) => each.index === index && each.part === part);
  useEffect(() => {
    setProof(undefined);
    if (look) checked(look.openings).then(setProof, () => setProof(NO_ANSWER));
    else if (sealed)
      setProof({ kind: 'fault', sentence: 'Nothing was sealed to this device for this entry.' });
  }, [look, sealed]);
  return <ProofView proof={proof} timeZone={site.timeZone} />;
}

function ProofView({ proof, timeZone }: { proof: Proof | undefined; timeZone: string }) {
  return (
    <>
      <a className="back" href="#/history">
        <ChevronLeft size={18} aria-hidden="true" /> Who looked, and why
      </a>
      <h1>The proof of this look</h1>
      {proof === undefined && <Waiting>Reading the public log</Waiting>}
      {proof?.kind === 'fault' && <Notice tone="alarm" title={proof.sentence} />}
      {proof?.kind === 'proof' && <Checked proof={proof} timeZone={timeZone} />}
    </>
  );
}

function Checked({ proof, timeZone }: { proof: Extract<Proof, { kind: 'proof' }>; timeZone: string }) {
  const { check, openings } = proof;
  return (
    <>
      {check.findings.length > 0 && (
        <Notice tone="alarm" title="This look does not hold.">
          <ul>
            {check.findings.map(({ sentence }) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      {check.kind === 'checked' && check.findings.length === 0 && (
        <Notice tone="live" title="It stands in the public log, and every rule was kept.">
          <p>This browser computed it from the log itself and from what you signed.</p>
        </Notice>
      )}
      {check.kind === 'checked' && <Facts facts={check.facts} timeZone={timeZone} />}
      <Button onClick={() => download(openings)}>
        <Download size={18} aria-hidden="true" /> Keep the proof as a file
      </Button>
    </>
  );
}

function Facts({ facts, timeZone }: { facts: LookFacts; timeZone: string }) {
  const { leaf, distanceM, limitM, ownerLimitM, askedAt, outcome } = facts;
  return (
    <>
      <dl className="facts">
        <dt>Reported</dt>
        <dd>{classTitle(leaf.class)}</dd>
        {askedAt !== null && (
          <>
            <dt>Asked</dt>
            <dd>{dayAndTime(askedAt, timeZone)}</dd>
          </>
        )}
        <dt>At most</dt>
        <dd>{leaf.minutes} minutes</dd>
        {distanceM !== null && (
          <>
            <dt>Distance</dt>
            <dd>
              {distanceM} m from the incident; the rules allow {limitM} m
              {ownerLimitM !== null && `, you allow ${ownerLimitM} m`}
            </dd>
          </>
        )}
        {outcome && (
          <>
            <dt>Your box answered</dt>
            <dd>{OUTCOMES[outcome.result] ?? outcome.result}</dd>
          </>
        )}
        <dt>In the log</dt>
        <dd>
          <a href={`/public#/entry/${facts.index}`}>Entry {facts.index}</a> of{' '}
          {facts.size.toLocaleString('en')}, countersigned by {facts.witnesses} outside{' '}
          {facts.witnesses === 1 ? 'witness' : 'witnesses'}
        </dd>
      </dl>
      {facts.rules.length > 0 && (
        <section className="card stack">
          <h2>The rules it was judged by</h2>
          <ul className="bullets">
            {facts.rules.map(({ section, title }) => (
              <li key={section}>
                {title} <span className="quiet">({section})</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const OUTCOMES: Readonly<Record<string, string>> = {
  opened: 'It showed pictures.',
  refused: 'It refused.',
  lapsed: 'It did not answer, so nothing was shown.',
};

async function loadProof(requestId: string, cameraId: string): Promise<Proof> {
  const openings = await call('GET', `/api/owner/looks/${requestId}/${cameraId}/proof`, openingsSchema);
  if (openings.kind === 'ok') return checked(openings.value);
  return {
    kind: 'fault',
    sentence: 'This look never came into the public log, so nothing was opened by it.',
  };
}

async function checked(openings: Openings): Promise<Proof> {
  const papers = await call('GET', '/api/papers', papersSchema);
  if (papers.kind === 'fault') return { kind: 'fault', sentence: papers.fault.sentence };
  return { kind: 'proof', openings, check: await checkLook(readTile, papers.value, openings) };
}

function download(openings: Openings): void {
  const blob = new Blob([JSON.stringify(openings, null, 2)], { type: 'application/json' });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = `porchlight-proof-${openings.entries[0]?.index ?? 0}.json`;
  link.click();
  // The browser has begun to read the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
