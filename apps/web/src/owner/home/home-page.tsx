import { ArrowRight } from 'lucide-react';
import { Button, buttonClass } from '../../ui/button.tsx';
import { day, duration } from '../../ui/format-time.ts';
import { Lamp } from '../../ui/lamp.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { AskCard } from '../asks/ask-card.tsx';
import { cameraState } from '../camera-words.ts';
import { CameraRow } from '../cameras/camera-row.tsx';
import type { OwnerProps } from '../owner-page.tsx';
import { FirstSteps } from './first-steps.tsx';
import { PauseCard } from './pause-card.tsx';
import { WatchingCard } from './watching-card.tsx';

/** "Who can see what, now?" on one screen. */
export function HomePage(props: OwnerProps) {
  const { overview, site } = props;
  const now = useNow(5000);
  const states = overview.cameras.map((camera) => cameraState(camera, now, site.timeZone));
  const on = overview.programmeState === 'running' ? states.filter((s) => !s.closed).length : 0;
  const unsigned = overview.cameras.filter((c) => c.consentState === 'none' || c.consent === null).length;
  return (
    <>
      <section className="now" aria-labelledby="now-title">
        <p className="eyebrow">Who can see what, now?</p>
        {overview.watching.length === 0 ? (
          <>
            <div className="now__answer">
              <Lamp size={64} lit={on > 0} />
              <h1 id="now-title">Nobody is looking.</h1>
            </div>
            <p className="quiet">{canSentence(on, overview.cameras.length)}</p>
          </>
        ) : (
          <>
            <h1 id="now-title">Somebody is looking.</h1>
            <div className="stack" aria-live="polite">
              {overview.watching.map((look) => (
                <WatchingCard key={`${look.requestId}${look.cameraId}`} look={look} {...props} />
              ))}
            </div>
            {overview.watching.length > 1 && (
              <Button look="stop" large wide onClick={props.stopAll}>
                Stop all
              </Button>
            )}
          </>
        )}
      </section>
      <ProgrammeNotice {...props} />
      {overview.asks.map((ask) => (
        <AskCard key={ask.askId} ask={ask} {...props} />
      ))}
      <FirstSteps {...props} />
      {unsigned > 0 && overview.cameras.length > unsigned && (
        <Notice
          title={
            unsigned === 1
              ? 'One camera is connected but not signed.'
              : `${unsigned} cameras are connected but not signed.`
          }
          quiet
        >
          <p>Nobody can look through it. That may be just what you want.</p>
          <a className={buttonClass()} href="#/sign">
            Read and sign
          </a>
        </Notice>
      )}
      {overview.cameras.length > 0 && (
        <section className="stack" aria-labelledby="home-cameras">
          <div className="row row--ends">
            <h2 id="home-cameras">Your cameras</h2>
            <a className="back" href="#/cameras">
              All <ArrowRight size={16} aria-hidden="true" />
            </a>
          </div>
          <ul className="card card--list">
            {overview.cameras.map((camera) => (
              <CameraRow key={camera.cameraId} camera={camera} site={site} overview={overview} />
            ))}
          </ul>
        </section>
      )}
      {overview.cameras.some((c) => c.consent !== null) && <PauseCard {...props} />}
    </>
  );
}

function canSentence(on: number, all: number): string {
  if (all === 0) return 'No camera of yours is connected, so nobody can.';
  if (on === 0) return 'And nobody can: none of your cameras may be looked through at the moment.';
  const which =
    on === all ? (all === 1 ? 'Your camera' : `All ${all} cameras`) : `${on} of your ${all} cameras`;
  return `${which} may be looked through if an incident you allowed is reported nearby.`;
}

function ProgrammeNotice({ overview, site }: OwnerProps) {
  const now = useNow(60_000);
  switch (overview.programmeState) {
    case 'paused':
      return (
        <Notice title="The whole programme is paused." quiet>
          <p>No camera can be looked through until it runs again.</p>
        </Notice>
      );
    case 'not-started':
      return (
        <Notice title="The programme has not started." quiet>
          <p>No camera can be looked through yet.</p>
        </Notice>
      );
    case 'over':
      return (
        <Notice title="The programme is over." quiet>
          <p>
            It ended by itself on {day(overview.programmeEndsAt, site.timeZone)}. No camera can be looked
            through.
          </p>
        </Notice>
      );
    case 'running':
      return (
        <p className="small">
          The programme ends by itself in {duration(overview.programmeEndsAt - now)}, on{' '}
          {day(overview.programmeEndsAt, site.timeZone)}.
        </p>
      );
  }
}
