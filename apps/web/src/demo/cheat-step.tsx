import { Button } from '../ui/button.tsx';
import { AttemptCard } from './attempt-card.tsx';
import type { Cheat } from './guide-step.ts';

import { StepFrame, type StepState } from './step-frame.tsx';
import type { Guide } from './use-guide.ts';

const CHEATS: readonly { which: Exclude<Cheat, 'afterEnd'>; button: string; title: string }[] = [
  { which: 'outside', button: 'A camera outside the circle', title: 'A camera outside the circle' },
  { which: 'noConsent', button: 'A camera whose owner did not sign', title: 'A camera without consent' },
];

/** The operator asks for what is not theirs, with a good key and a good signature. */
export function CheatStep({ guide, state }: { guide: Guide; state: StepState }) {
  const { act, attempts } = guide;
  return (
    <StepFrame
      state={state}
      newest={false}
      title="Now try to cheat"
      kept={CHEATS.map(({ which, title }) => {
        const attempt = attempts[which];
        return attempt && <AttemptCard key={which} title={title} attempt={attempt} />;
      })}
    >
      <p>
        You are the operator, with a good key and an open incident. Ask for a camera that is not yours to see:
      </p>
      <div className="step__choices">
        {CHEATS.filter(({ which }) => attempts[which] === undefined).map(({ which, button }) => (
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
