import { type Waiver, waiverTopics } from '@porchlight/contract';
import { ChevronLeft } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type ConsentDraft, draftOf } from '../consent-draft.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { ChooseStep } from './choose-step.tsx';
import { PlaceStep } from './place-step.tsx';
import { ReadStep } from './read-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { TermsStep } from './terms-step.tsx';
import { firstStep, waiverSteps } from './waiver-steps.ts';

type Props = OwnerProps & { waiver: Waiver; sameTextSigned: boolean; only?: string };

/** One question a screen; what was chosen stays when going back. */
export function WaiverFlow(props: Props) {
  const { waiver, sameTextSigned, only, overview, site } = props;
  const topics = useMemo(() => waiverTopics(waiver.text), [waiver.text]);
  const [drafts, setDrafts] = useState(() => {
    const now = Date.now();
    return overview.cameras.map((camera) => draftOf(camera, overview.programmeEndsAt, now));
  });
  const [chosen, setChosen] = useState<readonly string[]>(() => firstChoice(props));
  const picked = drafts.filter((draft) => chosen.includes(draft.cameraId));
  const path = {
    topics: topics.length,
    cameras: drafts.length,
    named: only !== undefined,
    chosen: picked.length,
  };
  const steps = waiverSteps(path);
  const [at, setAt] = useState(() => firstStep(path, sameTextSigned));
  const heading = useRef<HTMLDivElement>(null);
  const go = (index: number) => setAt(Math.min(Math.max(index, 0), steps.length - 1));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step begins at its top, also for a screen reader
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [at]);
  const step = steps[at] ?? { kind: 'review' as const };
  const next = () => go(at + 1);
  const change = (draft: ConsentDraft) =>
    setDrafts((all) => all.map((d) => (d.cameraId === draft.cameraId ? draft : d)));
  return (
    <div className="waiver stack stack--wide" ref={heading} tabIndex={-1}>
      <div className="row row--ends">
        {at > 0 ? (
          <button type="button" className="back back--button" onClick={() => go(at - 1)}>
            <ChevronLeft size={18} aria-hidden="true" /> Back
          </button>
        ) : (
          <a className="back" href="#/">
            <ChevronLeft size={18} aria-hidden="true" /> Not now
          </a>
        )}
        <p className="small">
          Step {at + 1} of {steps.length}
        </p>
      </div>
      <progress className="waiver__progress" aria-hidden="true" max={steps.length} value={at + 1} />
      <StepView {...props} {...{ step, topics, drafts, picked, chosen, setChosen, change, next, site }} />
      {at >= topics.length && (
        <button type="button" className="back back--button" onClick={() => go(0)}>
          Read the text again
        </button>
      )}
    </div>
  );
}

/** The camera that was named; else those signed before; else all. */
function firstChoice({ only, overview }: Props): string[] {
  const ids = overview.cameras.map((c) => c.cameraId as string);
  if (only !== undefined && ids.includes(only)) return [only];
  const signed = overview.cameras.filter((c) => c.consent !== null).map((c) => c.cameraId as string);
  return signed.length > 0 ? signed : ids;
}

interface StepViewProps {
  readonly step: ReturnType<typeof waiverSteps>[number];
  readonly topics: ReturnType<typeof waiverTopics>;
  readonly drafts: readonly ConsentDraft[];
  readonly picked: readonly ConsentDraft[];
  readonly chosen: readonly string[];
  readonly setChosen: (chosen: readonly string[]) => void;
  readonly change: (draft: ConsentDraft) => void;
  readonly next: () => void;
}

function StepView(props: Props & StepViewProps) {
  const { step, topics, drafts, picked, next, change } = props;
  switch (step.kind) {
    case 'read': {
      const topic = topics[step.topic];
      return topic && <ReadStep topic={topic} last={step.topic === topics.length - 1} onNext={next} />;
    }
    case 'choose':
      return <ChooseStep drafts={drafts} chosen={props.chosen} onChosen={props.setChosen} onNext={next} />;
    case 'place':
    case 'terms': {
      const draft = picked[step.camera];
      if (draft === undefined) return null;
      const View = step.kind === 'place' ? PlaceStep : TermsStep;
      return <View key={draft.cameraId} {...props} draft={draft} onDraft={change} onNext={next} />;
    }
    case 'review':
      return <ReviewStep {...props} picked={picked} />;
  }
}
