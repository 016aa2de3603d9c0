import type { OwnerGatewayView } from '@porchlight/contract';
import { Check, ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { buttonClass } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { OwnerProps } from '../owner-page.tsx';
import { LeaveBox } from './leave-box.tsx';
import { moveSteps } from './move-steps.ts';

/** From a host to an own box, or back: four steps, and the page knows which are done. */
export function MovePage(props: OwnerProps & { gatewayId: string }) {
  const { overview, gatewayId } = props;
  const [left, setLeft] = useState(false);
  const old = overview.gateways.find((g) => g.gatewayId === gatewayId);
  if (old === undefined || left)
    return (
      <>
        <BackToCameras />
        <h1>{left ? 'You have moved.' : 'This box is not here.'}</h1>
        {left && (
          <Notice tone="live" title="The old place was told to forget you.">
            <p>Your cameras are at the new place, under what you signed there.</p>
          </Notice>
        )}
      </>
    );
  return (
    <>
      <BackToCameras />
      <h1>{old.hosted ? 'Move to my own box' : 'Let a host run it'}</h1>
      <p className="quiet">
        Until the last step both places stay as they are, and nothing is lost when you stop in between.
      </p>
      <Steps {...props} old={old} onLeft={() => setLeft(true)} />
    </>
  );
}

function Steps(props: OwnerProps & { old: OwnerGatewayView; onLeft: () => void }) {
  const { old, overview } = props;
  const steps = moveSteps(overview, old);
  const name = old.host ?? old.name;
  const place = steps.place;
  return (
    <>
      <ol className="first-steps">
        <Step done={place !== undefined} label={old.hosted ? 'Connect your own box' : 'Choose a host'} />
        <Step done={steps.cameras} label="Add your cameras there" />
        <Step done={steps.signed} label="Sign the waiver again: it names who runs the box" />
        <Step done={false} label={`Empty the old place, ${name}`} />
      </ol>
      {place === undefined ? (
        <a className={buttonClass('primary', true, true)} href={old.hosted ? '#/box' : '#/host'}>
          {old.hosted ? 'Connect my own box' : 'Choose a host'}
        </a>
      ) : !steps.cameras ? (
        <a className={buttonClass('primary', true, true)} href={`#/add/${place.gatewayId}`}>
          Add a camera to {place.host ?? place.name}
        </a>
      ) : !steps.signed ? (
        <a className={buttonClass('primary', true, true)} href="#/sign">
          Read and sign
        </a>
      ) : (
        <LeaveBox {...props} box={old} />
      )}
    </>
  );
}

function BackToCameras() {
  return (
    <a className="back" href="#/cameras">
      <ChevronLeft size={18} aria-hidden="true" /> Your cameras
    </a>
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
