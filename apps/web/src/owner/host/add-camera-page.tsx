import type { BoxReply, OwnerGatewayView } from '@porchlight/contract';
import { fingerprintOf } from '@porchlight/statements';
import { ChevronLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { boxKeyState, rememberBox } from '../box/box-keys.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { addCamera, type NewCamera } from './add-camera.ts';

const EMPTY: NewCamera = { label: '', mainUrl: '', subUrl: null, username: '', password: '' };

/** A camera for one box, from the owner's own phone. */
export function AddCameraPage(props: OwnerProps & { gatewayId: string }) {
  const { overview, gatewayId } = props;
  const box = overview.gateways.find((g) => g.gatewayId === gatewayId);
  return (
    <>
      <a className="back" href="#/cameras">
        <ChevronLeft size={18} aria-hidden="true" /> Your cameras
      </a>
      {box === undefined ? <h1>This box is not here.</h1> : <Form {...props} box={box} />}
    </>
  );
}

function Form(props: OwnerProps & { box: OwnerGatewayView }) {
  const { box, refresh } = props;
  const [camera, setCamera] = useState(EMPTY);
  const [reply, setReply] = useState<BoxReply>();
  const [known, setKnown] = useState(() => boxKeyState(box));
  const act = useAct();
  const ready = box.online && box.seal !== null;
  const change = (part: Partial<NewCamera>) => setCamera({ ...camera, ...part });
  const text = (field: 'label' | 'mainUrl' | 'username' | 'password') => ({
    value: camera[field],
    onChange: (event: { target: { value: string } }) => change({ [field]: event.target.value }),
  });
  const field = (name: string) =>
    reply?.kind === 'refused' && reply.field === name ? reply.sentence : undefined;
  const add = async () => {
    setReply(undefined);
    const answer = await act.run(() => addCamera(props, box, camera));
    setReply(answer);
    if (answer?.kind === 'done') {
      setCamera(EMPTY);
      await refresh();
    }
  };
  if (known !== 'same')
    return <UnknownBox box={box} state={known} onKnown={() => setKnown(boxKeyState(box))} />;
  return (
    <form
      className="stack stack--wide"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <h1>Add a camera</h1>
      <p className="quiet">
        {box.host ?? box.name} must be able to reach it. Address and password are sealed for that box on this
        device: the programme’s server cannot read them.
      </p>
      {reply?.kind === 'done' && (
        <Notice tone="live" title="The box has your camera.">
          <p>It is switched off until you sign for it.</p>
          <a className={buttonClass('primary', true, true)} href="#/sign">
            Read and sign
          </a>
        </Notice>
      )}
      <TextField
        label="What it is called"
        {...text('label')}
        maxLength={80}
        required
        placeholder="Front door"
      />
      <TextField
        label="Its address"
        hint="From the camera’s own manual, like rtsp://camera.example.net:554/stream1 or https://camera.example.net/video.mjpg"
        {...text('mainUrl')}
        maxLength={500}
        inputMode="url"
        autoCapitalize="none"
        required
        error={field('mainUrl')}
      />
      <TextField
        label="Address of its small picture"
        hint="If it has one; it saves traffic. You may leave it empty."
        value={camera.subUrl ?? ''}
        onChange={(event) => change({ subUrl: event.target.value.trim() || null })}
        maxLength={500}
        inputMode="url"
        autoCapitalize="none"
        error={field('subUrl')}
      />
      <TextField
        label="User name of the camera"
        {...text('username')}
        maxLength={100}
        autoCapitalize="none"
        autoComplete="off"
      />
      <TextField
        label="Password of the camera"
        {...text('password')}
        maxLength={200}
        type="password"
        autoComplete="off"
      />
      {reply?.kind === 'refused' && !['mainUrl', 'subUrl'].includes(reply.field ?? '') && (
        <Notice tone="wait" title={reply.sentence} />
      )}
      <FaultNotice fault={act.fault} />
      <Button type="submit" look="primary" large wide busy={act.busy} disabled={!ready}>
        {act.busy ? 'Waiting for your key and the box …' : ready ? 'Add it' : notReady(box)}
      </Button>
    </form>
  );
}

/** A box that has just connected says a moment later what to seal to; the page hears of it by itself. */
function notReady({ online }: OwnerGatewayView): string {
  return online ? 'The box is getting ready …' : 'The box is not connected';
}

/** A box that this browser did not connect itself: what to compare before a password is sent to it. */
function UnknownBox(props: { box: OwnerGatewayView; state: 'new' | 'other'; onKnown: () => void }) {
  const { box, state, onKnown } = props;
  const [fingerprint, setFingerprint] = useState('');
  useEffect(() => {
    fingerprintOf(box.key).then(setFingerprint);
  }, [box.key]);
  const trust = () => {
    rememberBox(box);
    onKnown();
  };
  if (state === 'other')
    return (
      <>
        <h1>This box shows another key than before.</h1>
        <Notice tone="alarm" title="Do not send it a password.">
          <p>
            Nothing honest changes a box’s key. It shows <span className="mono">{fingerprint}</span>. Ask
            whoever runs the box, and the programme’s office.
          </p>
        </Notice>
      </>
    );
  return (
    <>
      <h1>Is this your box?</h1>
      <p>
        This device did not connect {box.host ?? box.name}, so it cannot know the box by the code. Compare
        these figures with the device you used then, or with whoever runs the box:
      </p>
      <p className="mono">{fingerprint}</p>
      <Button look="primary" large wide onClick={trust}>
        They are the same
      </Button>
    </>
  );
}
