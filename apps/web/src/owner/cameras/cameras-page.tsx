import type { OwnerGatewayView } from '@porchlight/contract';
import { buttonClass } from '../../ui/button.tsx';
import { Badge, Notice } from '../../ui/notice.tsx';
import { boxKeyState } from '../box/box-keys.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { CameraRow } from './camera-row.tsx';

function BoxFacts({ box }: { box: OwnerGatewayView }) {
  const known = boxKeyState(box);
  return (
    <>
      {box.hosted && (
        <p className="quiet">Run for you by this host. Whoever runs a box can see its cameras.</p>
      )}
      {!box.hostNamed && (
        <Notice
          tone="alarm"
          title="The programme no longer names this host. Nothing can be looked at here."
          quiet
        />
      )}
      {known === 'other' && (
        <Notice tone="alarm" title="This box shows another key than before. Send it no password." quiet />
      )}
      {known === 'same' && <p className="small">This device knows the box by its key.</p>}
      <div className="row">
        <a className={buttonClass()} href={`#/add/${box.gatewayId}`}>
          Add a camera
        </a>
        <a className={buttonClass()} href={`#/move/${box.gatewayId}`}>
          {box.hosted ? 'Move to my own box' : 'Let a host run it'}
        </a>
      </div>
    </>
  );
}

/** All cameras and the boxes they hang on. */
export function CamerasPage({ overview, site }: OwnerProps) {
  return (
    <>
      <h1>Your cameras</h1>
      {overview.cameras.length === 0 ? (
        <div className="card card--empty">
          <h2>No camera yet</h2>
          <p className="quiet">
            Add one to a box below, or on the page of your own box in your home’s network. It then appears
            here, switched off until you sign.
          </p>
        </div>
      ) : (
        <ul className="card card--list">
          {overview.cameras.map((camera) => (
            <CameraRow key={camera.cameraId} camera={camera} site={site} overview={overview} />
          ))}
        </ul>
      )}
      {overview.cameras.length > 0 && (
        <a className={buttonClass('primary', true, true)} href="#/sign">
          Read the waiver, change my choices
        </a>
      )}
      <section className="stack" aria-labelledby="boxes-title">
        <h2 id="boxes-title">Your boxes</h2>
        {overview.gateways.map((box) => (
          <div className="card" key={box.gatewayId}>
            <div className="row row--ends">
              <h3>{box.host ?? box.name}</h3>
              {box.online ? <Badge tone="live">Connected</Badge> : <Badge tone="wait">Not connected</Badge>}
            </div>
            <BoxFacts box={box} />
          </div>
        ))}
        {overview.gateways.length === 0 && <p className="quiet">No box is connected.</p>}
        <a className={buttonClass()} href="#/box">
          Connect a box
        </a>
        {overview.gateways.length > 0 && (
          <a className={buttonClass()} href="#/ring">
            Connect my Ring camera
          </a>
        )}
      </section>
    </>
  );
}
