import type { OwnerCameraView } from '@porchlight/contract';
import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Lamp } from '../../ui/lamp.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { cameraState } from '../camera-words.ts';
import { isPaused } from '../consent-draft.ts';
import { PauseButtons } from '../home/pause-buttons.tsx';
import { WatchingCard } from '../home/watching-card.tsx';
import { callBox, withdrawCameras } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { termsSentence } from '../terms-words.ts';

/** One camera: its state, what was signed, pause, change, leave. */
export function CameraPage(props: OwnerProps & { cameraId: string }) {
  const { overview, site, cameraId } = props;
  const now = useNow(5000);
  const camera = overview.cameras.find((c) => c.cameraId === cameraId);
  if (camera === undefined)
    return (
      <>
        <BackToCameras />
        <h1>This camera is not here.</h1>
        <p>It may have been removed on your box’s page.</p>
      </>
    );
  const state = cameraState(camera, now, site.timeZone);
  const signed = camera.consent !== null && camera.consentState !== 'none';
  const paused = isPaused(camera, now);
  return (
    <>
      <BackToCameras />
      <div className="now__answer">
        <Lamp size={52} lit={state.lamp === 'on'} />
        <h1>{camera.label}</h1>
      </div>
      <p>{state.words}</p>
      {camera.detail && camera.state !== 'live' && (
        <Notice tone={camera.state === 'resting' ? 'plain' : 'wait'} title={camera.detail} quiet />
      )}
      {FAULTY.has(camera.state) && <TryAgain camera={camera} />}
      {overview.watching
        .filter((w) => w.cameraId === cameraId)
        .map((look) => (
          <WatchingCard key={look.requestId} look={look} {...props} />
        ))}
      <section className="card" aria-labelledby="terms-title">
        <h2 id="terms-title">What you signed</h2>
        <p>{camera.consent ? termsSentence(camera.consent, site.timeZone) : 'Nothing. Nobody can look.'}</p>
        <a className={buttonClass(signed ? 'plain' : 'primary', true, true)} href={`#/sign/${cameraId}`}>
          {paused ? 'Sign again to end the pause' : signed ? 'Change or renew' : 'Read and sign'}
        </a>
        {signed && camera.consentVersion !== null && (
          <a href={`#/receipt/${camera.consentVersion}`}>Receipt of what you signed</a>
        )}
      </section>
      <section className="card" aria-labelledby="cover-title">
        <h2 id="cover-title">What it does not show</h2>
        <p className="quiet">Cover a neighbour’s door or windows. It is painted over in your box.</p>
        <a className={buttonClass('plain', true, true)} href={`#/cover/${cameraId}`}>
          Cover something in the picture
        </a>
      </section>
      {signed && !paused && (
        <section className="card">
          <PauseButtons {...props} cameraIds={[cameraId]} />
        </section>
      )}
      {signed && <Leave {...props} cameraIds={[cameraId]} what={camera.label} />}
    </>
  );
}

/** States in which connecting anew may help. */
const FAULTY: ReadonlySet<OwnerCameraView['state']> = new Set([
  'refused',
  'missing',
  'unsupported',
  'silent',
  'unreachable',
]);

function TryAgain({ camera }: { camera: OwnerCameraView }) {
  const act = useAct();
  const { gatewayId, cameraId } = camera;
  return (
    <>
      <FaultNotice fault={act.fault} />
      <Button
        busy={act.busy}
        onClick={() => void act.run(() => callBox(gatewayId, { act: 'try-camera', cameraId }))}
      >
        Try again now
      </Button>
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

/** Leaving: no reason, no passkey; a second press, because only a new signature brings it back. */
export function Leave(props: OwnerProps & { cameraIds: readonly string[]; what: string }) {
  const { cameraIds, what, refresh } = props;
  const [sure, setSure] = useState(false);
  const act = useAct();
  const leave = async () => {
    await act.run(() => withdrawCameras(cameraIds));
    setSure(false);
    await refresh();
  };
  return (
    <section className="card" aria-labelledby="leave-title">
      <h2 id="leave-title">Leave with {what}</h2>
      <p className="quiet">
        It holds at once, needs no reason, and police are not told. What you signed ends; to take part again
        you sign again.
      </p>
      <FaultNotice fault={act.fault} />
      {sure ? (
        <div className="row">
          <Button look="stop" large busy={act.busy} onClick={leave}>
            Yes, leave now
          </Button>
          <Button large onClick={() => setSure(false)}>
            No
          </Button>
        </div>
      ) : (
        <Button onClick={() => setSure(true)}>Leave</Button>
      )}
    </section>
  );
}
