import { type ClerkOverview, clerkOverviewSchema } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '../api/api-result.ts';
import type { LinkState } from '../api/event-socket.ts';
import { useEvents } from '../api/use-events.ts';
import { loadClerkOverview } from './clerk-calls.ts';

export interface ClerkHandle {
  readonly overview: ClerkOverview | undefined;
  readonly fault: Fault | undefined;
  readonly link: LinkState;
  refresh(): Promise<void>;
}

/** Everything the clerk's page shows, kept new by the events socket. */
export function useClerkOverview(onEnded: () => void): ClerkHandle {
  const [overview, setOverview] = useState<ClerkOverview>();
  const [fault, setFault] = useState<Fault>();
  const link = useEvents('/api/clerk/events', clerkOverviewSchema, setOverview, onEnded);
  const refresh = useCallback(async () => {
    const answer = await loadClerkOverview();
    if (answer.kind === 'ok') {
      setOverview(answer.value);
      setFault(undefined);
    } else if (answer.fault.status === 401) onEnded();
    else setFault(answer.fault);
  }, [onEnded]);
  useEffect(() => {
    refresh();
  }, [refresh]);
  return { overview, fault, link, refresh };
}
