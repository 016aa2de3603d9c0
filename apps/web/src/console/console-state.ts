import type { ConsoleContext, ConsoleEvent, IncidentView, LookView } from '@porchlight/contract';

/** What the console knows: newest report first. */
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
      return { ...state, incidents: sorted(replaced(state.incidents, event.incident, (i) => i.incidentId)) };
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

function replaced<T>(list: readonly T[], item: T, id: (item: T) => string): T[] {
  return [item, ...list.filter((other) => id(other) !== id(item))];
}

function sorted(incidents: readonly IncidentView[]): IncidentView[] {
  return incidents.toSorted(
    (a, b) => Number(b.status === 'open') - Number(a.status === 'open') || b.reportedAt - a.reportedAt,
  );
}
