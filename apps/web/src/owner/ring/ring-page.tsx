import type { BoxCall, RingReply } from '@porchlight/contract';
import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { type Act, useAct } from '../../api/use-act.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Notice, Waiting } from '../../ui/notice.tsx';
import type { OwnerProps } from '../owner-page.tsx';
import { DeviceForm } from './device-form.tsx';
import { forgetRingReturn, ringReturn } from './ring-return.ts';
import { askRing, type RingStand, useRingBox } from './use-ring-box.ts';

/** Connecting a Ring account: at the box that holds the link, one step at a time. */
export function RingPage({ overview, refresh }: OwnerProps) {
  const [stand, setRing] = useRingBox(overview.gateways);
  return (
    <>
      <a className="back" href="#/cameras">
        <ChevronLeft size={18} aria-hidden="true" /> Your cameras
      </a>
      <h1>Connect my Ring camera</h1>
      {stand.kind === 'asking' && <Waiting>Asking your boxes</Waiting>}
      {stand.kind === 'none' && <NoBox offline={stand.offline} />}
      {stand.kind === 'box' && <AtBox stand={stand} onRing={setRing} refresh={refresh} />}
    </>
  );
}

function NoBox({ offline }: { offline: boolean }) {
  return (
    <Notice
      tone="wait"
      title={
        offline
          ? 'A box of yours is not connected just now. Try again when it is.'
          : 'None of your boxes takes part in Ring.'
      }
    >
      <p>
        Your city needs an agreement with Ring first. Until then you can still take part: register your camera
        so that you may be asked for footage, or answer a footage request.
      </p>
    </Notice>
  );
}

type Step = (ask: BoxCall) => Promise<RingReply | undefined>;

function AtBox(props: {
  stand: Extract<RingStand, { kind: 'box' }>;
  onRing: (ring: RingReply) => void;
  refresh: () => Promise<void>;
}) {
  const { stand, onRing, refresh } = props;
  const { box, ring } = stand;
  const [brought, setBrought] = useState(() => ringReturn(location.search));
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const step: Step = async (ask) => {
    const reply = await act.run(() => askRing(box, ask));
    if (reply) onRing(reply);
    return reply;
  };
  const finish = async () => {
    if (brought === undefined) return;
    await step({ act: 'ring-finish', ...brought });
    forgetRingReturn();
    setBrought(undefined);
  };
  return (
    <>
      <FaultNotice fault={act.fault} />
      {brought && <Confirm box={box.name} act={act} onConfirm={finish} />}
      {!brought && !ring.linked && <Begin box={box.name} hosted={box.hosted} appUrl={ring.appUrl} />}
      {!brought && ring.linked && (
        <>
          {saved && <Saved />}
          <DeviceForm
            devices={ring.devices}
            act={act}
            onChoose={async (devices) => {
              setSaved((await step({ act: 'ring-choose', devices })) !== undefined);
              await refresh();
            }}
          />
          <Unlink act={act} onUnlink={() => void step({ act: 'ring-unlink' }).then(refresh)} />
        </>
      )}
    </>
  );
}

function Begin({ box, hosted, appUrl }: { box: string; hosted: boolean; appUrl: string }) {
  return (
    <>
      <p>
        You say in Ring’s own app which cameras you share. Ring then gives the key to your box “{box}”
        {hosted ? ', run for you by this host' : ''}, and not to the city or the police.
      </p>
      <p>Ring’s mark stays in the pictures. No sound is ever taken.</p>
      <a className={buttonClass('primary', true, true)} href={appUrl}>
        Go on to Ring
      </a>
    </>
  );
}

function Confirm({ box, act, onConfirm }: { box: string; act: Act; onConfirm: () => void }) {
  return (
    <>
      <p>
        You come from Ring. Connect that Ring account to your box “{box}”? Go on only if you yourself have
        just shared your cameras there.
      </p>
      <Button look="primary" large wide busy={act.busy} onClick={onConfirm}>
        Yes, connect it
      </Button>
    </>
  );
}

function Saved() {
  return (
    <Notice tone="live" title="Saved.">
      <p>Nobody can look yet. The next step is yours:</p>
      <a className={buttonClass('primary', true, true)} href="#/sign">
        Read and sign
      </a>
    </Notice>
  );
}

/** A second press, because it takes a walk through Ring's app to come back. */
function Unlink({ act, onUnlink }: { act: Act; onUnlink: () => void }) {
  const [sure, setSure] = useState(false);
  return (
    <section className="card" aria-labelledby="unlink-title">
      <h2 id="unlink-title">End the link to Ring</h2>
      <p className="quiet">
        Ends at once whatever is being watched, removes these cameras here, and deletes the key. Removing the
        app in Ring’s own app does the same.
      </p>
      {sure ? (
        <Button look="stop" busy={act.busy} onClick={onUnlink}>
          Yes, end it
        </Button>
      ) : (
        <Button onClick={() => setSure(true)}>End the link</Button>
      )}
    </section>
  );
}
