import type { OwnerLookView } from '@porchlight/contract';
import { CircleSlash, Eye, EyeOff } from 'lucide-react';
import { dayAndTime, duration } from '../ui/format-time.ts';
import { classTitle } from '../ui/incident-words.ts';
import type { OwnerProps } from './owner-page.tsx';
import { roleWords } from './terms-words.ts';

/** Every look, and every one the box refused, with the reasons in words; newest first. */
export function HistoryPage({ overview, site }: OwnerProps) {
  return (
    <>
      <h1>Who looked, and why</h1>
      {overview.history.length === 0 ? (
        <div className="card card--empty">
          <h2>Nobody has ever asked.</h2>
          <p className="quiet">Every look will stand here, and every one that your box refused.</p>
        </div>
      ) : (
        <ol className="stack">
          {overview.history.map((look) => (
            <HistoryEntry key={`${look.requestId}${look.cameraId}`} look={look} timeZone={site.timeZone} />
          ))}
        </ol>
      )}
    </>
  );
}

const STATES = {
  watching: { Icon: Eye, words: 'Looking now' },
  ended: { Icon: Eye, words: 'Looked' },
  refused: { Icon: CircleSlash, words: 'Refused by your box' },
  lapsed: { Icon: EyeOff, words: 'Did not begin' },
} as const;

function HistoryEntry({ look, timeZone }: { look: OwnerLookView; timeZone: string }) {
  const { Icon, words } = STATES[look.state];
  const seen = look.state === 'ended' || look.state === 'watching';
  return (
    <li className="card history">
      <div className="row row--ends">
        <h2 className="history__title">
          <Icon size={20} aria-hidden="true" /> {words}: {look.cameraLabel}
        </h2>
        <time className="small" dateTime={new Date(look.since).toISOString()}>
          {dayAndTime(look.since, timeZone)}
        </time>
      </div>
      <dl className="facts">
        <dt>Who asked</dt>
        <dd>{roleWords(look.role)}</dd>
        <dt>Why</dt>
        <dd>
          {classTitle(look.class)} reported at {look.place}
          {look.distanceM !== null && `, ${look.distanceM} m away`}
        </dd>
        {seen && (
          <>
            <dt>How long</dt>
            <dd>{duration(look.seconds * 1000)} of pictures</dd>
          </>
        )}
        {look.because.length > 0 && (
          <>
            <dt>{look.state === 'refused' ? 'Refused because' : 'It ended because'}</dt>
            <dd>
              <ul>
                {look.because.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
      <a href={`#/proof/${look.requestId}/${look.cameraId}`}>See the proof</a>
    </li>
  );
}
