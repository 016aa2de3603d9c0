import { Eye } from 'lucide-react';
import { duration } from '../../ui/format-time.ts';
import { classTitle } from '../../ui/incident-words.ts';
import { useNow } from '../../ui/use-now.ts';
import type { OwnerProps } from '../owner-page.tsx';

/** Above every page but the home page while somebody looks. */
export function LiveBanner({ overview, stopAll }: OwnerProps) {
  const now = useNow();
  const [first] = overview.watching;
  if (first === undefined) return null;
  const cameras = new Set(overview.watching.map((w) => w.cameraId)).size;
  const what = cameras === 1 ? first.cameraLabel : `${cameras} of your cameras`;
  return (
    <div className="live-banner" role="status">
      <Eye size={22} aria-hidden="true" />
      <p>
        <strong>Being looked at now: {what}.</strong> {classTitle(first.class)}, {first.place}.{' '}
        <span aria-hidden="true">For {duration(now - first.since)}.</span>
      </p>
      <button type="button" className="button button--stop" onClick={stopAll}>
        Stop
      </button>
    </div>
  );
}
