import type { IncidentView, LookView } from '@porchlight/contract';
import { describe, expect, it } from 'vitest';
import { type GuideFacts, guideStep } from './guide-step.ts';

const open = { status: 'open' } as IncidentView;
const closed = { status: 'closed' } as IncidentView;
const look = (state: LookView['state'], ...cameras: string[]) =>
  ({ state, cameras: cameras.map((s) => ({ state: s })) }) as unknown as LookView;
const refused = { kind: 'refused' as const, sentences: ['no'] };
const none: GuideFacts = { incident: undefined, look: undefined, attempts: {}, skippedCheats: false };

describe('the guide', () => {
  it.each<[string, Partial<GuideFacts>, string]>([
    ['begins with the report', {}, 'report'],
    ['then brings up', { incident: open }, 'bring-up'],
    ['then lets the owner stop', { incident: open, look: look('running', 'live', 'opening') }, 'stop'],
    [
      'goes on when a tile went dark, whoever pressed',
      { incident: open, look: look('running', 'live', 'gone') },
      'cheat',
    ],
    [
      'asks for both attempts before closing',
      { incident: open, look: look('running', 'gone'), attempts: { outside: refused } },
      'cheat',
    ],
    [
      'closes after both attempts',
      { incident: open, look: look('running', 'gone'), attempts: { outside: refused, noConsent: refused } },
      'close',
    ],
    [
      'closes when the attempts are left out',
      { incident: open, look: look('running', 'gone'), skippedCheats: true },
      'close',
    ],
    ['brings up again when a look ended early', { incident: open, look: look('ended', 'gone') }, 'bring-up'],
    ['asks once more after the end', { incident: closed, look: look('ended', 'gone') }, 'again'],
    ['is done after that', { incident: closed, attempts: { afterEnd: refused } }, 'done'],
  ])('%s', (_, facts, step) => {
    expect(guideStep({ ...none, ...facts })).toBe(step);
  });
});
