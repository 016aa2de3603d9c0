import { consoleEventSchema, type IncidentView, type LookView } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import { okResult } from '../api/api-result.ts';
import { type Act, useAct } from '../api/use-act.ts';
import { useEvents } from '../api/use-events.ts';
import { EMPTY_CONSOLE, lookOf, withEvent } from '../console/console-state.ts';
import type { SignedInProps } from '../session/signed-in-page.tsx';
import { type Attempt, attempt, closeIncident, demoState, reportBurglary } from './demo-calls.ts';
import { type Cheat, type GuideFacts, type GuideStep, guideStep } from './guide-step.ts';

export interface Guide extends GuideFacts {
  readonly step: GuideStep;
  readonly act: Act;
  report(): void;
  bringUp(): void;
  cheat(which: Cheat): void;
  skipCheats(): void;
  close(): void;
  startAgain(): void;
}

type Attempts = Partial<Record<Cheat, Attempt>>;

/** What the guide knows, from the operator's own events, and what its buttons do. */
export function useGuide({ me, site, handle }: SignedInProps): Guide {
  const [state, setState] = useState(EMPTY_CONSOLE);
  const [incidentId, setIncidentId] = useState<string | null>(null);
  const [attempts, setAttempts] = useState<Attempts>({});
  const [skippedCheats, setSkipped] = useState(false);
  const act = useAct();
  useEvents(
    '/api/console/events',
    consoleEventSchema,
    (event) => setState((s) => withEvent(s, event)),
    handle.ended,
  );
  useEffect(() => {
    demoState().then((answer) => {
      if (answer.kind === 'ok') setIncidentId((known) => known ?? answer.value.incidentId);
    });
  }, []);
  const incident = useKept(state.incidents, incidentId);
  const look: LookView | undefined = incident && lookOf(state, incident.incidentId);
  const facts: GuideFacts = { incident, look, attempts, skippedCheats };

  const forget = useCallback(() => {
    setIncidentId(null);
    setAttempts({});
    setSkipped(false);
  }, []);
  const report = () =>
    act.run(async () => {
      const answer = await reportBurglary();
      if (answer.kind === 'ok') setIncidentId(answer.value.incidentId);
      return answer;
    });
  const cheat = (which: Cheat) =>
    act.run(async () => {
      if (incident === undefined) return okResult(null);
      const town = await demoState();
      if (town.kind === 'fault') return town;
      const camera = which === 'afterEnd' ? undefined : town.value.cheats[which];
      const answer = await attempt(me, site, incident, camera === undefined ? undefined : [camera]);
      if (answer.kind === 'ok') setAttempts((had) => ({ ...had, [which]: answer.value }));
      return answer;
    });
  return {
    ...facts,
    step: guideStep(facts),
    act,
    report,
    bringUp: pressEnter,
    cheat,
    skipCheats: () => setSkipped(true),
    close: () => act.run(closeIncident),
    startAgain: () =>
      act.run(async () => {
        const town = await demoState();
        if (town.kind === 'fault') return town;
        const answer = town.value.incidentId === null ? okResult(null) : await closeIncident();
        if (answer.kind === 'ok') forget();
        return answer;
      }),
  };
}

/** The incident by its id; its last view is kept when the queue drops it after the close. */
function useKept(incidents: readonly IncidentView[], incidentId: string | null): IncidentView | undefined {
  const found = incidents.find((incident) => incident.incidentId === incidentId);
  const [kept, setKept] = useState<IncidentView>();
  useEffect(() => {
    if (found) setKept(found);
  }, [found]);
  if (found) return found;
  return kept?.incidentId === incidentId ? { ...kept, status: 'closed' } : undefined;
}

/** The guide's button is the console's own key: whoever presses Enter instead does the same. */
function pressEnter(): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
}
