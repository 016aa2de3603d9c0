import { CornerDownLeft, Siren } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { AttemptCard } from './attempt-card.tsx';
import { CheatStep } from './cheat-step.tsx';
import { countWords, type GuideStep, isBefore, isNewest } from './guide-step.ts';
import { LieStep } from './lie-step.tsx';
import { StepFrame, type StepState } from './step-frame.tsx';
import { StopStep } from './stop-step.tsx';
import type { Guide } from './use-guide.ts';

export function GuideSteps({ guide }: { guide: Guide }) {
  const { step, incident, look, act } = guide;
  const of = (own: GuideStep): StepState => (own === step ? 'now' : isBefore(own, step) ? 'past' : 'ahead');
  const count = incident?.circle?.cameras;
  const inside = count === undefined ? 'the cameras' : `${countWords(count)} cameras`;
  return (
    <ol className="steps" aria-live="polite">
      <StepFrame
        state={of('report')}
        newest={isNewest('report', step)}
        title="A burglary is reported"
        happened={`Dispatch signed the report. The circle holds ${inside}; their places stay hidden.`}
      >
        <p>Somebody calls: a house is being broken into. You are dispatch.</p>
        <Button look="primary" large wide busy={act.busy} onClick={guide.report}>
          <Siren size={20} aria-hidden="true" /> Report the burglary
        </Button>
      </StepFrame>
      <StepFrame
        state={of('bring-up')}
        newest={isNewest('bring-up', step)}
        title="Bring up the circle"
        happened={`One key, one signature. Each box decided by itself and sent its picture sealed for this screen${look ? `: ${countWords(look.cameras.length)} of them` : ''}.`}
      >
        <p>The report stands in the queue, with its circle on the map. Now you are the operator.</p>
        <Button look="primary" large wide onClick={guide.bringUp}>
          <kbd>
            <CornerDownLeft size={15} aria-hidden="true" /> Enter
          </kbd>{' '}
          Bring up {inside}
        </Button>
      </StepFrame>
      <StopStep guide={guide} state={of('stop')} />
      <CheatStep guide={guide} state={of('cheat')} />
      <StepFrame
        state={of('close')}
        newest={isNewest('close', step)}
        title="Close the incident"
        happened="Every box ended its picture by itself. Nobody had to remember to."
      >
        <p>The police have arrived, and dispatch closes the case. You are dispatch again.</p>
        <Button look="primary" large wide busy={act.busy} onClick={guide.close}>
          Close the incident
        </Button>
      </StepFrame>
      <StepFrame
        state={of('again')}
        newest={isNewest('again', step)}
        title="Ask again, after the end"
        kept={
          guide.attempts.afterEnd && (
            <AttemptCard title="The same circle, after the close" attempt={guide.attempts.afterEnd} />
          )
        }
      >
        <p>The same operator, the same key, the same circle.</p>
        <Button large wide busy={act.busy} onClick={() => guide.cheat('afterEnd')}>
          Bring it up again
        </Button>
      </StepFrame>
      {step === 'done' && (
        <li className="step step--end">
          <p>
            That is the whole promise. Look at it from the other chairs: the owner’s phone holds the history
            with these very sentences, and any clerk can pause everything.
          </p>
          <LieStep />
          <Button look="primary" large wide busy={act.busy} onClick={guide.startAgain}>
            Start again
          </Button>
        </li>
      )}
    </ol>
  );
}
