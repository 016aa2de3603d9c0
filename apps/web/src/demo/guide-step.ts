import type { IncidentView, LookView } from '@porchlight/contract';
import type { Attempt } from './demo-calls.ts';

/** The ways to cheat that a newcomer may try. */
export type Cheat = 'outside' | 'noConsent' | 'afterEnd';

export const GUIDE_STEPS = ['report', 'bring-up', 'stop', 'cheat', 'close', 'again', 'done'] as const;
export type GuideStep = (typeof GUIDE_STEPS)[number];

export interface GuideFacts {
  /** The demo's burglary, once dispatch reported it. */
  readonly incident: IncidentView | undefined;
  /** The newest look for it. */
  readonly look: LookView | undefined;
  /** What each attempt was answered with. */
  readonly attempts: Readonly<Partial<Record<Cheat, Attempt>>>;
  /** The newcomer chose to go on without trying. */
  readonly skippedCheats: boolean;
}

/** Where the newcomer stands, from what has happened and nothing else: acting in another tab moves the guide on too. */
export function guideStep({ incident, look, attempts, skippedCheats }: GuideFacts): GuideStep {
  if (incident === undefined) return 'report';
  if (incident.status === 'closed') return attempts.afterEnd === undefined ? 'again' : 'done';
  if (look?.state !== 'running') return 'bring-up';
  if (!stoppedByOwner(look)) return 'stop';
  const tried = attempts.outside !== undefined && attempts.noConsent !== undefined;
  return tried || skippedCheats ? 'close' : 'cheat';
}

/** True once a tile of a running look went dark. */
export function stoppedByOwner(look: LookView | undefined): boolean {
  return look?.cameras.some((camera) => camera.state === 'gone') ?? false;
}

export function isBefore(step: GuideStep, other: GuideStep): boolean {
  return GUIDE_STEPS.indexOf(step) < GUIDE_STEPS.indexOf(other);
}

/** True for the step that was done last. */
export function isNewest(step: GuideStep, current: GuideStep): boolean {
  return GUIDE_STEPS.indexOf(step) === GUIDE_STEPS.indexOf(current) - 1;
}

/** Numbers up to twelve as words, others as figures. */
export function countWords(count: number): string {
  return COUNT_WORDS[count] ?? String(count);
}

const COUNT_WORDS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
