import { useEffect, useState } from 'react';
import { isNewest, stoppedByOwner } from './guide-step.ts';
import { PhoneCard } from './phone-card.tsx';
import { StepFrame, type StepState } from './step-frame.tsx';
import type { Guide } from './use-guide.ts';
import { useOwnerPhone } from './use-owner-phone.ts';

/** The other side of the door: the phone of one owner, and how soon the tile was dark after STOP. */
export function StopStep({ guide, state }: { guide: Guide; state: StepState }) {
  const phone = useOwnerPhone(state === 'now', guide.look);
  const dark = useDarkAfter(phone.pressedAt, stoppedByOwner(guide.look));
  return (
    <StepFrame
      state={state}
      newest={isNewest('stop', guide.step)}
      title="You are the owner now: stop it"
      happened={
        <>
          The tile went dark{dark !== undefined && ` after ${(dark / 1000).toFixed(2)} s`}. The operator
          cannot tell a stop from a broken camera.
        </>
      }
    >
      <p>
        This is the phone of somebody whose camera is on the wall. No reason is asked for, and no password.
      </p>
      <PhoneCard phone={phone} />
    </StepFrame>
  );
}

/** Milliseconds from the press to the first dark tile as the operator's screen heard of it. */
function useDarkAfter(pressedAt: number | undefined, dark: boolean): number | undefined {
  const [after, setAfter] = useState<number>();
  useEffect(() => {
    if (pressedAt === undefined) setAfter(undefined);
    else if (dark) setAfter((known) => known ?? performance.now() - pressedAt);
  }, [pressedAt, dark]);
  return after;
}
