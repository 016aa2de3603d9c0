import type { ConsoleContext, IncidentView, LookView } from '@porchlight/contract';
import { describe, expect, it } from 'vitest';
import { type ConsoleState, EMPTY_CONSOLE, lookOf, withEvent } from './console-state.ts';

const incident = (incidentId: string, reportedAt: number, status: 'open' | 'closed' = 'open') =>
  ({ incidentId, reportedAt, updatedAt: reportedAt, status }) as IncidentView;
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
  it('lets closed incidents go after a while, and the oldest of them when there are many; an open one never', () => {
    const told = (state: ConsoleState, ...incidents: IncidentView[]): ConsoleState =>
      incidents.reduce((before, each) => withEvent(before, { t: 'incident', incident: each }), state);
    const minute = 60_000;
    const begun = told(EMPTY_CONSOLE, incident('old', 0), incident('inc-1', 0, 'closed'));
    const looks = [look('1', 'ended', 0), look('2', 'running', 0)];
    const later = told({ ...begun, looks }, incident('b', 14 * minute, 'closed'));
    expect(later.incidents.map((i) => i.incidentId)).toEqual(['old', 'b', 'inc-1']);
    expect(later.looks).toBe(looks);
    const latest = told(later, incident('c', 16 * minute));
    expect(latest.incidents.map((i) => i.incidentId)).toEqual(['c', 'old', 'b']);
    expect(latest.looks.map((l) => l.requestId)).toEqual(['2']);
    const storm = Array.from({ length: 500 }, (_, i) => incident(`s${i}`, 16 * minute + i, 'closed'));
    const after = told(latest, ...storm);
    expect(after.incidents).toHaveLength(200);
    expect(after.incidents.slice(0, 3).map((i) => i.incidentId)).toEqual(['c', 'old', 's499']);
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
