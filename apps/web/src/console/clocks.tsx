import { useMemo } from 'react';
import { useNow } from '../ui/use-now.ts';

/** UTC and the programme's own time, to the second. */
export function Clocks({ timeZone }: { timeZone: string }) {
  const now = useNow();
  const utc = useClock('UTC');
  const local = useClock(timeZone);
  return (
    <span className="clocks">
      <time>{utc.format(now)}</time> UTC <time>{local.format(now)}</time> local
    </span>
  );
}

/** Kept: making a formatter takes longer than using it for a day. */
function useClock(timeZone: string): Intl.DateTimeFormat {
  return useMemo(
    () =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone,
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
    [timeZone],
  );
}
