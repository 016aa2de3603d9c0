import type { Problem } from '@porchlight/contract';

/** What an unusable message gets: HTTP status, title and what to do. The one table of this service. */
const TABLE = {
  malformed: [400, 'The message could not be read', 'Send the documented JSON.'],
  'too-large': [413, 'The message is too large', 'Send at most 256 KB.'],
  'not-authenticated': [
    401,
    'The sender is not known',
    'Check the feed’s secret or token, and the sender’s clock.',
  ],
  'unknown-status': [
    422,
    'The status is not known',
    'Map the dispatch system’s status to one of those documented.',
  ],
  'position-zero': [422, 'The position is 0, 0', 'Send the call when its place is known.'],
  'position-missing': [422, 'There is no position', 'Send a point; an address alone is not placed here.'],
  'position-vague': [422, 'The position is too vague', 'Send a point, or a circle of at most 100 m.'],
  'wrong-time': [422, 'The time lies in the future', 'Check the dispatch system’s clock.'],
  conflict: [409, 'Another message has this update', 'Give each change of a call a later update.'],
  unavailable: [503, 'The report could not be kept', 'Send it again.'],
} as const satisfies Record<string, readonly [status: number, title: string, next: string]>;

export type IntakeRefusalCode = keyof typeof TABLE;

/** A message that was not taken. `field` names what to mend, as a path. */
export interface IntakeRefusal {
  readonly kind: 'refused';
  readonly code: IntakeRefusalCode;
  readonly detail: string;
  readonly field?: string;
}

export function refuse(code: IntakeRefusalCode, detail: string, field?: string): IntakeRefusal {
  return { kind: 'refused', code, detail, ...(field === undefined ? {} : { field }) };
}

export function problemOf(refusal: IntakeRefusal): Problem {
  const [status, title, next] = TABLE[refusal.code];
  const { code, detail, field } = refusal;
  const problem = { type: `urn:porchlight:problem:${code}`, title, status, code, detail, next };
  return field === undefined ? problem : { ...problem, field };
}
