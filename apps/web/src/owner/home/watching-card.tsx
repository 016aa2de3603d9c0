import type { OwnerLookView } from '@porchlight/contract';
import { Eye } from 'lucide-react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { duration, timeOfDay } from '../../ui/format-time.ts';
import { classTitle } from '../../ui/incident-words.ts';
import { useNow } from '../../ui/use-now.ts';
import { stopLooks } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { roleWords } from '../terms-words.ts';

/** One look that is running: who, why, where, since when, and the button that ends it. */
export function WatchingCard({ look, site, refresh }: OwnerProps & { look: OwnerLookView }) {
  const now = useNow();
  const act = useAct();
  const stop = async () => {
    await act.run(() => stopLooks({ requestId: look.requestId, cameraIds: [look.cameraId] }));
    await refresh();
  };
  return (
    <article className="watching" aria-label={`A look through ${look.cameraLabel}`}>
      <p className="watching__camera">
        <Eye size={22} aria-hidden="true" /> {look.cameraLabel}
      </p>
      <dl className="facts">
        <dt>Who</dt>
        <dd>{roleWords(look.role)}</dd>
        <dt>Why</dt>
        <dd>
          {classTitle(look.class)} reported at {look.place}
          {look.distanceM !== null && `, ${look.distanceM} m from here`}
        </dd>
        <dt>Since</dt>
        <dd>
          {timeOfDay(look.since, site.timeZone)}, for {duration(now - look.since)}
        </dd>
      </dl>
      <FaultNotice fault={act.fault} />
      <Button look="stop" large wide busy={act.busy} onClick={stop}>
        Stop this now
      </Button>
    </article>
  );
}
