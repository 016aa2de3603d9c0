import { type OwnerOverview, ownerOverviewSchema } from '@porchlight/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Fault } from '../api/api-result.ts';
import { askNewest } from '../api/ask-newest.ts';
import type { LinkState } from '../api/event-socket.ts';
import { useEvents } from '../api/use-events.ts';
import { loadOverview } from './owner-calls.ts';

export interface OverviewHandle {
  readonly overview: OwnerOverview | undefined;
  readonly fault: Fault | undefined;
  readonly link: LinkState;
  /** Asks again, after an act of the owner's. */
  refresh(): Promise<void>;
}

/** Everything the owner's page shows, kept new by the events socket. `onEnded`: the session is over. */
export function useOverview(onEnded: () => void): OverviewHandle {
  const [overview, setOverview] = useState<OwnerOverview>();
  const [fault, setFault] = useState<Fault>();
  const heard = useRef(0);
  const take = (told: OwnerOverview): void => {
    heard.current += 1;
    setOverview(told);
  };
  const link = useEvents('/api/owner/events', ownerOverviewSchema, take, onEnded);
  const refresh = useCallback(async () => {
    const answer = await askNewest(loadOverview, () => heard.current);
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
