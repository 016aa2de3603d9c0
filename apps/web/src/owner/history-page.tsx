import type { OwnerLookView } from '@porchlight/contract';
import { CircleSlash, Eye, EyeOff, Lock } from 'lucide-react';
import { dayAndTime, duration } from '../ui/format-time.ts';
import { classTitle } from '../ui/incident-words.ts';
import type { OwnerProps } from './owner-page.tsx';
import type { OpenedLook } from './sealed/opened-look.ts';
import { roleWords } from './terms-words.ts';

/** Every look, and every one the box refused, with the reasons in words; newest first. */
export function HistoryPage({ overview, sealed, site }: OwnerProps) {
  const older = sealed ?? [];
  const ever = older.length > 0;
  return (
    <>
      <h1>Who looked, and why</h1>
      {overview.history.length === 0 ? (
        sealed && (
          <div className="card card--empty">
            <h2>{ever ? 'Nobody has asked lately.' : 'Nobody has ever asked.'}</h2>
            <p className="quiet">Every look will stand here, and every one that your box refused.</p>
          </div>
        )
      ) : (
        <ol className="stack">
          {overview.history.map((look) => (
            <HistoryEntry key={`${look.requestId}${look.cameraId}`} look={look} timeZone={site.timeZone} />
          ))}
        </ol>
      )}
      {ever && <OlderLooks looks={older} timeZone={site.timeZone} />}
    </>
  );
}

/** What only this device can still open: the city has deleted its own record. */
function OlderLooks({ looks, timeZone }: { looks: readonly OpenedLook[]; timeZone: string }) {
  return (
    <section className="stack" aria-labelledby="older-title">
      <h2 id="older-title">Before that</h2>
      <p className="quiet">
        The city has erased what it kept of these looks. They were sealed for this device, and only it (and
        the auditor, if there is one) can still open them.
      </p>
      <ol className="stack">
        {looks.map((look) => (
          <li key={`${look.index} ${look.part}`} className="card history">
            <div className="row row--ends">
              <h3 className="history__title">
                <Lock size={20} aria-hidden="true" /> {look.cameraLabel ?? 'A camera of yours'}
              </h3>
              {look.askedAt !== null && (
                <time className="small" dateTime={new Date(look.askedAt).toISOString()}>
                  {dayAndTime(look.askedAt, timeZone)}
                </time>
              )}
            </div>
            {look.incident && (
              <p>
                {classTitle(look.incident.class)} reported at {look.incident.place}
              </p>
            )}
            <a href={`#/sealed/${look.index}/${look.part}`}>See the proof</a>
          </li>
        ))}
      </ol>
    </section>
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
        {look.host !== null && (
          <>
            <dt>Box run by</dt>
            <dd>{look.host}</dd>
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
