import { buttonClass } from '../../ui/button.tsx';
import { Badge } from '../../ui/notice.tsx';
import type { OwnerProps } from '../owner-page.tsx';
import { CameraRow } from './camera-row.tsx';

/** All cameras and the boxes they hang on. */
export function CamerasPage({ overview, site }: OwnerProps) {
  return (
    <>
      <h1>Your cameras</h1>
      {overview.cameras.length === 0 ? (
        <div className="card card--empty">
          <h2>No camera yet</h2>
          <p className="quiet">
            Cameras are added on the page of your own box, in your home’s network. Their passwords never leave
            it. They then appear here, switched off until you sign.
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
              <h3>{box.name}</h3>
              {box.online ? <Badge tone="live">Connected</Badge> : <Badge tone="wait">Not connected</Badge>}
            </div>
            {box.hosted && (
              <p className="quiet">Run for you by this host. Whoever runs a box can see its cameras.</p>
            )}
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
