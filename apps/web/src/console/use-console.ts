import {
  consoleEventSchema,
  type IncidentView,
  type LookView,
  type Me,
  type RefusalView,
  type Site,
} from '@porchlight/contract';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import * as z from 'zod';
import { call } from '../api/call.ts';
import type { LinkState } from '../api/event-socket.ts';
import { useEvents } from '../api/use-events.ts';
import type { LookKeys } from '../player/epoch-keys.ts';
import { askLook } from './ask-look.ts';
import { type ConsoleState, EMPTY_CONSOLE, lookOf, withEvent } from './console-state.ts';

export interface ConsoleHold {
  readonly state: ConsoleState;
  readonly link: LinkState;
  readonly selected: IncidentView | undefined;
  readonly look: LookView | undefined;
  /** The look's keys, when this page asked for it. */
  readonly keys: LookKeys | undefined;
  readonly follow: boolean;
  readonly asking: boolean;
  readonly refusals: readonly RefusalView[];
  select(incidentId: string): void;
  move(by: 1 | -1): void;
  toggleFollow(): void;
  bringUp(): Promise<void>;
  endLook(): Promise<void>;
}

/** The console's knowledge and acts, fed by its events socket. */
export function useConsole(me: Me, site: Site, onSignedOut: () => void): ConsoleHold {
  const [state, setState] = useState<ConsoleState>(EMPTY_CONSOLE);
  const [selectedId, setSelectedId] = useState<string>();
  const [follow, setFollow] = useState(true);
  const [asking, setAsking] = useState(false);
  const [refusals, setRefusals] = useState<readonly RefusalView[]>([]);
  const keysOf = useRef(new Map<string, LookKeys>());
  const link = useEvents(
    '/api/console/events',
    consoleEventSchema,
    (event) => (event.t === 'signed-out' ? onSignedOut() : setState((before) => withEvent(before, event))),
    onSignedOut,
  );
  const selected = state.incidents.find((incident) => incident.incidentId === selectedId);
  const look = lookOf(state, selectedId);
  const select = useCallback((incidentId: string) => {
    setSelectedId(incidentId);
    setRefusals([]);
  }, []);

  // The newest open incident is selected when nothing is, so that one key is enough at 03:00.
  const first = state.incidents.find((incident) => incident.status === 'open')?.incidentId;
  useEffect(() => {
    if (
      first !== undefined &&
      (selectedId === undefined || (selected === undefined && state.incidents.length > 0))
    )
      select(first);
  }, [first, selectedId, selected, state.incidents.length, select]);

  const move = useCallback(
    (by: 1 | -1) => {
      const at = state.incidents.findIndex((incident) => incident.incidentId === selectedId);
      const next = state.incidents[Math.min(state.incidents.length - 1, Math.max(0, at + by))];
      if (next !== undefined) select(next.incidentId);
    },
    [state.incidents, selectedId, select],
  );
  const { context } = state;
  const bringUp = useCallback(async () => {
    if (context === undefined || selected === undefined || asking || look?.state === 'running') return;
    setAsking(true);
    setRefusals([]);
    try {
      const wish = { minutes: context.defaultMinutes, follow };
      const asked = await askLook(me, site, context, selected, wish, (requestId, keys) =>
        keysOf.current.set(requestId, keys),
      );
      if (asked.kind === 'fault')
        setRefusals([{ code: asked.fault.code, sentence: `${asked.fault.sentence} ${asked.fault.next}` }]);
      else if (asked.value.kind === 'refused') setRefusals(asked.value.refusals);
      else {
        const { look: granted } = asked.value;
        // What the events socket already told is newer than the answer.
        setState((before) =>
          before.looks.some((known) => known.requestId === granted.requestId)
            ? before
            : withEvent(before, { t: 'look', look: granted }),
        );
      }
    } finally {
      setAsking(false);
    }
  }, [me, site, context, selected, asking, look?.state, follow]);
  const endLook = useCallback(async () => {
    if (look?.state === 'running')
      await call('POST', `/api/console/looks/${look.requestId}/end`, z.unknown(), {});
  }, [look]);
  const toggleFollow = useCallback(() => setFollow((on) => !on), []);
  const keys = look && keysOf.current.get(look.requestId);
  return useMemo(
    () => ({
      state,
      link,
      selected,
      look,
      keys,
      follow,
      asking,
      refusals,
      select,
      move,
      toggleFollow,
      bringUp,
      endLook,
    }),
    [
      state,
      link,
      selected,
      look,
      keys,
      follow,
      asking,
      refusals,
      select,
      move,
      toggleFollow,
      bringUp,
      endLook,
    ],
  );
}
