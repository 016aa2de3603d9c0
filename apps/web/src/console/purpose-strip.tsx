import type { IncidentView, LookView } from '@porchlight/contract';
import { Button } from '../ui/button.tsx';
import { clockLeft } from '../ui/format-time.ts';
import { classTitle } from '../ui/incident-words.ts';
import { Badge } from '../ui/notice.tsx';
import { useNow } from '../ui/use-now.ts';
import { IncidentIcon } from './incident-icon.tsx';

interface StripProps {
  readonly look: LookView;
  readonly incident: IncidentView | undefined;
  readonly onEnd: () => void;
}

const SOON_MS = 120_000;

/** Why these pictures are on, for whom, and how long still. */
export function PurposeStrip({ look, incident, onEnd }: StripProps) {
  const now = useNow(500);
  const left = look.endsAt - now;
  const running = look.state === 'running';
  const open = look.cameras.filter((camera) => camera.state !== 'gone').length;
  return (
    <section className="purpose" data-running={running} aria-label="Purpose of this look">
      {incident && (
        <strong>
          <IncidentIcon name={incident.class} /> {classTitle(incident.class)}, {incident.place}
        </strong>
      )}
      <span>{look.operatorName}</span>
      <span>
        {running ? open : 0} of {look.cameras.length} cameras
      </span>
      {running && look.follow && <Badge tone="move">Following</Badge>}
      <span className="purpose-end">
        {running ? (
          <>
            <span className="purpose-left" data-soon={left < SOON_MS} role="timer" aria-label="Time left">
              {clockLeft(left)}
            </span>
            <Button onClick={onEnd}>
              End <kbd>E</kbd>
            </Button>
          </>
        ) : (
          <span role="status">{look.endedBecause ?? 'Ended.'}</span>
        )}
      </span>
    </section>
  );
}
