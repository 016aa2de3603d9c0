import { Check } from 'lucide-react';
import { buttonClass } from '../../ui/button.tsx';
import type { OwnerProps } from '../owner-page.tsx';

/** For somebody new: connect a box, add a camera there, sign. Gone once one camera was signed. */
export function FirstSteps({ overview }: OwnerProps) {
  if (overview.consentVersion > 0) return null;
  const boxed = overview.gateways.length > 0;
  const cameras = overview.cameras.length > 0;
  return (
    <section className="card" aria-labelledby="first-title">
      <h2 id="first-title">Three steps to take part</h2>
      <ol className="first-steps">
        <Step done={boxed} label="Connect a box, or let a host run one" />
        <Step done={cameras} label="Add a camera" />
        <Step done={false} label="Read what you agree to, choose, and sign" />
      </ol>
      {!boxed && (
        <a className={buttonClass('primary', true, true)} href="#/box">
          Connect a box
        </a>
      )}
      {boxed && !cameras && (
        <>
          <a className={buttonClass('primary', true, true)} href={`#/add/${overview.gateways[0]?.gatewayId}`}>
            Add a camera
          </a>
          {!overview.gateways[0]?.hosted && (
            <p className="quiet">Or add it on your box’s own page, in your home’s network.</p>
          )}
        </>
      )}
      {cameras && (
        <a className={buttonClass('primary', true, true)} href="#/sign">
          Read and sign
        </a>
      )}
    </section>
  );
}

function Step({ done, label }: { done: boolean; label: string }) {
  return (
    <li className={done ? 'first-steps__done' : undefined}>
      {label}
      {done && (
        <>
          <Check size={18} aria-hidden="true" />
          <span className="visually-hidden">done</span>
        </>
      )}
    </li>
  );
}
