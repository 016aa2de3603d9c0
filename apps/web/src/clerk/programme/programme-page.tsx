import { lazy, Suspense } from 'react';
import { day, dayAndTime, duration } from '../../ui/format-time.ts';
import { MapGuard } from '../../ui/map-guard.tsx';
import { Badge, Notice, Waiting } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import type { ClerkProps } from '../clerk-page.tsx';
import { PauseSwitch } from './pause-switch.tsx';

const BoundaryMap = lazy(() => import('./boundary-map.tsx'));

const STATES = {
  running: { tone: 'live', words: 'Running' },
  paused: { tone: 'alarm', words: 'Paused' },
  'not-started': { tone: 'wait', words: 'Not started' },
  over: { tone: 'wait', words: 'Over' },
} as const;

/** State, dates, switch, area. */
export function ProgrammePage(props: ClerkProps) {
  const { overview, site } = props;
  const { programme, counts } = overview;
  const state = STATES[programme.state];
  return (
    <>
      <div className="row row--ends">
        <h1>{programme.name}</h1>
        <Badge tone={state.tone}>{state.words}</Badge>
      </div>
      <Countdown {...props} />
      <RosterWarning {...props} />
      <PauseSwitch {...props} />
      <dl className="counts" aria-label="Now">
        <Count value={counts.looksRunning} label="looks running" />
        <Count value={counts.looksToday} label="looks today" />
        <Count value={counts.consenting} label="cameras signed for" />
        <Count value={counts.cameras} label="cameras connected" />
        <Count value={counts.owners} label="owners" />
        <Count value={counts.gatewaysOnline} label="boxes online" />
      </dl>
      <section className="stack" aria-labelledby="area-title">
        <h2 id="area-title">Where it holds</h2>
        <p className="quiet">
          {programme.areaKm2.toFixed(2)} km². An incident outside this line opens nothing. No camera is drawn
          here: the office does not need to know where they stand.
        </p>
        <MapGuard instead="The boundary is part of the signed programme.">
          <Suspense
            fallback={
              <div className="boundary-map">
                <Waiting>Loading the map</Waiting>
              </div>
            }
          >
            <BoundaryMap site={site} />
          </Suspense>
        </MapGuard>
      </section>
      <dl className="facts">
        <dt>Begins</dt>
        <dd>{dayAndTime(programme.startsAt, programme.timeZone)}</dd>
        <dt>Ends by itself</dt>
        <dd>{dayAndTime(programme.endsAt, programme.timeZone)}</dd>
        <dt>Time zone</dt>
        <dd>{programme.timeZone.replaceAll('_', ' ')}</dd>
        <dt>Dispatch</dt>
        <dd>
          {programme.selfAttestedDispatch
            ? 'Run by the police themselves: reports are self-attested, and the console says so.'
            : 'Run by others than the police.'}
        </dd>
        <dt>Hosts</dt>
        <dd>
          {site.hosts.length === 0
            ? 'None: owners need boxes of their own.'
            : site.hosts.map((host) => `${host.name} (${host.operator})`).join('; ')}
        </dd>
        <dt>Root</dt>
        <dd className="mono">{programme.rootFingerprint}</dd>
      </dl>
    </>
  );
}

function Count({ value, label }: { value: number; label: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Countdown({ overview }: ClerkProps) {
  const now = useNow(1000);
  const { state, startsAt, endsAt, timeZone } = overview.programme;
  const total = endsAt - startsAt;
  const done = Math.min(1, Math.max(0, (now - startsAt) / total));
  const words =
    state === 'over'
      ? `It ended by itself on ${day(endsAt, timeZone)}.`
      : state === 'not-started'
        ? `It begins in ${duration(startsAt - now)}.`
        : `It ends by itself in ${duration(endsAt - now)}.`;
  return (
    <div className="countdown">
      <p>
        <strong>{words}</strong> <span className="quiet">Nobody has to remember to end it.</span>
      </p>
      <progress className="countdown__bar" max={1} value={done} aria-label="Time that has passed" />
      <p className="row row--ends small">
        <span>{day(startsAt, timeZone)}</span>
        <span>{day(endsAt, timeZone)}</span>
      </p>
    </div>
  );
}

function RosterWarning({ overview }: ClerkProps) {
  const now = useNow(60_000);
  const left = overview.roster.expiresAt - now;
  if (left > 7 * 86_400_000) return null;
  return (
    <Notice
      tone={left <= 0 ? 'alarm' : 'wait'}
      title={
        left <= 0
          ? 'The list of people has expired: no look is possible.'
          : `The list of people holds for ${duration(left)} more.`
      }
    >
      <a href="#/people">Renew it under People</a>
    </Notice>
  );
}
