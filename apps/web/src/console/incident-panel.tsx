import './incident-panel.css';
import type { IncidentView, RefusalView, Site } from '@porchlight/contract';
import { Button } from '../ui/button.tsx';
import { dayAndTime } from '../ui/format-time.ts';
import { classTitle } from '../ui/incident-words.ts';
import { IncidentIcon } from './incident-icon.tsx';
import { RefusalList } from './refusal-list.tsx';

interface PanelProps {
  readonly site: Site;
  readonly incident: IncidentView;
  readonly follow: boolean;
  readonly asking: boolean;
  readonly refusals: readonly RefusalView[];
  readonly minutes: number;
  readonly lookAgain: boolean;
  readonly onFollow: () => void;
  readonly onBringUp: () => void;
}

/** One incident before its pictures: what is known, what may be asked for, and the one key that asks. */
export function IncidentPanel(props: PanelProps) {
  const { site, incident, follow, asking, refusals, minutes, lookAgain } = props;
  const { circle, blocked } = incident;
  const mayAsk = blocked.length === 0 && circle !== null && circle.cameras > 0;
  return (
    <section className="incident-panel" aria-label="Selected incident">
      <h2>
        <IncidentIcon name={incident.class} /> {classTitle(incident.class)}, {incident.place}
      </h2>
      <dl>
        <dt>Reported</dt>
        <dd>{dayAndTime(incident.reportedAt, site.timeZone)}</dd>
        <dt>Dispatch code</dt>
        <dd>{incident.natureCode}</dd>
        {circle !== null && (
          <>
            <dt>Circle</dt>
            <dd>{circle.radiusM} m</dd>
            <dt>Cameras inside</dt>
            <dd className="figure">{circle.cameras}</dd>
            <dt>Ground they see</dt>
            <dd>{Math.round(circle.coverage * 100)} %</dd>
          </>
        )}
      </dl>
      <RefusalList refusals={[...blocked.map((sentence) => ({ code: 'blocked', sentence })), ...refusals]} />
      {circle?.cameras === 0 && blocked.length === 0 && (
        <p className="quiet">No consenting camera stands in this circle.</p>
      )}
      <div className="panel-acts">
        <Button look="primary" large busy={asking} disabled={!mayAsk} onClick={props.onBringUp}>
          {asking ? 'Waiting for your key' : lookAgain ? 'Bring up again' : 'Bring up'} <kbd>Enter</kbd>
        </Button>
        <label className="check follow-check">
          <input type="checkbox" checked={follow} onChange={props.onFollow} />
          <span>
            Follow when it moves <kbd>F</kbd>
          </span>
        </label>
        <span className="quiet">{minutes} minutes, then it ends by itself. Owners are told.</span>
      </div>
    </section>
  );
}
