import type { ConsoleContext, IncidentView, LookView } from '@porchlight/contract';
import { describe, expect, it } from 'vitest';
import { EMPTY_CONSOLE, lookOf, withEvent } from './console-state.ts';

const incident = (incidentId: string, reportedAt: number, status: 'open' | 'closed' = 'open') =>
  ({ incidentId, reportedAt, status }) as IncidentView;
const look = (requestId: string, state: 'running' | 'ended', startedAt: number, operatorId = 'operator-1') =>
  ({ requestId, incidentId: 'inc-1', state, startedAt, operatorId }) as LookView;
const context = { operatorId: 'operator-1' } as ConsoleContext;

describe('the console’s state', () => {
  it('puts open incidents before closed ones, newest first', () => {
    let state = withEvent(EMPTY_CONSOLE, {
      t: 'snapshot',
      context,
      looks: [],
      at: 0,
      incidents: [incident('a', 1), incident('b', 3, 'closed'), incident('c', 2)],
    });
    expect(state.incidents.map((i) => i.incidentId)).toEqual(['c', 'a', 'b']);
    state = withEvent(state, { t: 'incident', incident: incident('a', 1, 'closed') });
    expect(state.incidents.map((i) => i.incidentId)).toEqual(['c', 'b', 'a']);
  });
  it('shows the operator’s own running look, and else the last one', () => {
    const state = {
      ...EMPTY_CONSOLE,
      context,
      looks: [look('1', 'ended', 9), look('2', 'running', 5), look('3', 'running', 7, 'operator-2')],
    };
    expect(lookOf(state, 'inc-1')?.requestId).toBe('2');
    expect(lookOf({ ...state, looks: state.looks.slice(0, 1) }, 'inc-1')?.requestId).toBe('1');
    expect(lookOf(state, 'inc-2')).toBeUndefined();
  });
});
