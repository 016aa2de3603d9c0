import {
  CLOSED_SHOWN_MS,
  type ConsoleContext,
  type ConsoleEvent,
  type IncidentView,
  type LookView,
  QUEUE_LIMIT,
} from '@porchlight/contract';

/** What the console knows: open incidents first, then the newest report; what a new connection would show, and no more. */
export interface ConsoleState {
  readonly context: ConsoleContext | undefined;
  readonly incidents: readonly IncidentView[];
  readonly looks: readonly LookView[];
}

export const EMPTY_CONSOLE: ConsoleState = { context: undefined, incidents: [], looks: [] };

/** Applies one event; each carries whole objects, so the newest wins. */
export function withEvent(state: ConsoleState, event: ConsoleEvent): ConsoleState {
  switch (event.t) {
    case 'snapshot':
      return { context: event.context, incidents: sorted(event.incidents), looks: event.looks };
    case 'context':
      return { ...state, context: event.context };
    case 'incident':
      return withIncident(state, event.incident);
    case 'look':
      return { ...state, looks: replaced(state.looks, event.look, (l) => l.requestId) };
    case 'signed-out':
      return state;
  }
}

/** The look to show for an incident: the running one, else the one that ended last. */
export function lookOf(state: ConsoleState, incidentId: string | undefined): LookView | undefined {
  const own = state.looks.filter(
    (look) => look.incidentId === incidentId && look.operatorId === state.context?.operatorId,
  );
  return own.find((look) => look.state === 'running') ?? own.toSorted((a, b) => b.startedAt - a.startedAt)[0];
}

/** A console is open for weeks: what was closed a while ago leaves the queue, and its looks with it. */
function withIncident(state: ConsoleState, newer: IncidentView): ConsoleState {
  const closedSince = newer.updatedAt - CLOSED_SHOWN_MS;
  const incidents = sorted(replaced(state.incidents, newer, (i) => i.incidentId))
    .filter(({ status, updatedAt }) => status === 'open' || updatedAt >= closedSince)
    .slice(0, QUEUE_LIMIT);
  const listed = new Set(incidents.map(({ incidentId }) => incidentId));
  const looks = state.looks.filter((look) => look.state === 'running' || listed.has(look.incidentId));
  return { ...state, incidents, looks: looks.length === state.looks.length ? state.looks : looks };
}

function replaced<T>(list: readonly T[], item: T, id: (item: T) => string): T[] {
  return [item, ...list.filter((other) => id(other) !== id(item))];
}

function sorted(incidents: readonly IncidentView[]): IncidentView[] {
  return incidents.toSorted(
    (a, b) => Number(b.status === 'open') - Number(a.status === 'open') || b.reportedAt - a.reportedAt,
  );
}
