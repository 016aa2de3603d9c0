import './incident-queue.css';
import type { IncidentView, LookView } from '@porchlight/contract';
import { Eye } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { classTitle } from '../ui/incident-words.ts';
import { useNow } from '../ui/use-now.ts';
import { IncidentIcon } from './incident-icon.tsx';
import { shortAge } from './short-age.ts';

interface QueueProps {
  readonly incidents: readonly IncidentView[];
  readonly looks: readonly LookView[];
  readonly selectedId: string | undefined;
  readonly onSelect: (incidentId: string) => void;
}

/** Every reported incident, open ones first, newest on top. Counts and coverage only: no camera, no place of one. */
export function IncidentQueue({ incidents, looks, selectedId, onSelect }: QueueProps) {
  const now = useNow();
  const newest = incidents.find((incident) => incident.status === 'open');
  const watched = new Set(looks.filter(({ state }) => state === 'running').map((look) => look.incidentId));
  return (
    <section className="queue" aria-label="Incidents">
      <h2 className="panel-title">
        Incidents <span>{incidents.filter((i) => i.status === 'open').length} open</span>
      </h2>
      <p className="visually-hidden" role="status">
        {newest && `${classTitle(newest.class)}, ${newest.place}`}
      </p>
      {incidents.length === 0 && (
        <p className="empty">No incident is reported. New ones appear here by themselves.</p>
      )}
      <ul className="queue-list">
        {incidents.map((incident) => (
          <IncidentRow
            key={incident.incidentId}
            incident={incident}
            watched={watched.has(incident.incidentId)}
            selected={incident.incidentId === selectedId}
            age={incident.status === 'closed' ? 'closed' : shortAge(now - incident.reportedAt)}
            onSelect={onSelect}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly incident: IncidentView;
  readonly watched: boolean;
  readonly selected: boolean;
  readonly age: string;
  readonly onSelect: (incidentId: string) => void;
}

/** Kept: a day has thousands of rows, and a call changes one of them. */
const IncidentRow = memo(function IncidentRow({ incident, watched, selected, age, onSelect }: RowProps) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const { circle, status } = incident;
  return (
    <li ref={row}>
      <button
        type="button"
        className="incident-row"
        data-status={status}
        data-eligible={circle !== null}
        aria-current={selected}
        data-incident={incident.incidentId}
        onClick={() => onSelect(incident.incidentId)}
      >
        <span className="incident-icon">
          <IncidentIcon name={incident.class} />
        </span>
        <span className="incident-class">{classTitle(incident.class)}</span>
        <span className="incident-age">{age}</span>
        <span className="incident-place">{incident.place}</span>
        <span className="incident-count">
          {watched && <Eye className="incident-watched" size={13} role="img" aria-label="Being watched" />}
          {circle === null
            ? 'not eligible'
            : `${circle.cameras} cam · ${Math.round(circle.coverage * 100)} %`}
        </span>
      </button>
    </li>
  );
});
