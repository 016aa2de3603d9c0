import { Button } from '../ui/button.tsx';
import type { Cheat } from './guide-step.ts';
import { RefusalCard } from './refusal-card.tsx';
import { StepFrame, type StepState } from './step-frame.tsx';
import type { Guide } from './use-guide.ts';

const CHEATS: readonly { which: Exclude<Cheat, 'afterEnd'>; button: string; title: string }[] = [
  { which: 'outside', button: 'A camera outside the circle', title: 'A camera outside the circle' },
  { which: 'noConsent', button: 'A camera whose owner did not sign', title: 'A camera without consent' },
];

/** The operator asks for what is not theirs, with a good key and a good signature. */
export function CheatStep({ guide, state }: { guide: Guide; state: StepState }) {
  const { act, refusals } = guide;
  return (
    <StepFrame
      state={state}
      newest={false}
      title="Now try to cheat"
      kept={CHEATS.map(({ which, title }) => {
        const sentences = refusals[which];
        return sentences && <RefusalCard key={which} title={title} sentences={sentences} />;
      })}
    >
      <p>
        You are the operator, with a good key and an open incident. Ask for a camera that is not yours to see:
      </p>
      <div className="step__choices">
        {CHEATS.filter(({ which }) => refusals[which] === undefined).map(({ which, button }) => (
          <Button key={which} large wide busy={act.busy} onClick={() => guide.cheat(which)}>
            {button}
          </Button>
        ))}
        <Button look="quiet" onClick={guide.skipCheats}>
          Go on
        </Button>
      </div>
    </StepFrame>
  );
}
