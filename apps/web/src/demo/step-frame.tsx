import type { ReactNode } from 'react';
import { Lamp } from '../ui/lamp.tsx';

export type StepState = 'past' | 'now' | 'ahead';

/** One step: what to do while it is its turn, what happened afterwards. Its lamp is lit once it is done. */
export function StepFrame(props: {
  state: StepState;
  title: string;
  /** One sentence of what just happened; shown when done. */
  happened?: ReactNode;
  /** True for the step just done: its sentence gives way to the next one's. */
  newest: boolean;
  /** Stays visible after the step. */
  kept?: ReactNode;
  children?: ReactNode;
}) {
  const { state, title, happened, newest, kept, children } = props;
  return (
    <li className={`step step--${state}`} aria-current={state === 'now' ? 'step' : undefined}>
      <span className="step__lamp">
        <Lamp size={26} lit={state === 'past'} />
      </span>
      <div className="step__body">
        <h2>
          {title}
          {state === 'past' && <span className="visually-hidden"> (done)</span>}
        </h2>
        {state === 'now' && children}
        {state === 'past' && newest && happened && <p className="step__happened">{happened}</p>}
        {state !== 'ahead' && kept}
      </div>
    </li>
  );
}
