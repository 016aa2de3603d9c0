/**
 * Everything the hub refuses, in one table: the HTTP status, the sentence a person reads, and what to do next. Codes of
 * the gate and of the statements keep their own sentences; these are the hub's.
 */
export const PROBLEMS = {
  malformed: [400, 'The message is not what this address takes.', 'Reload the page and try again.'],
  'too-large': [413, 'The message is too large.', 'Send less.'],
  'not-found': [404, 'There is nothing at this address.', ''],
  'wrong-origin': [403, 'This call does not come from this site.', 'Open the site by its own address.'],
  'too-many': [429, 'Too many calls from this address.', 'Wait a minute and try again.'],
  'not-ready': [503, 'The database does not answer.', 'Try again in a few seconds.'],
  'signed-out': [401, 'You are not signed in.', 'Sign in.'],
  'idle-locked': [401, 'Locked after thirty minutes without a touch.', 'Sign in again.'],
  'struck-off': [401, 'This key is no longer in the roster.', 'Ask a clerk.'],
  'notice-first': [403, 'The use notice comes first.', 'Read and accept the use notice.'],
  'unknown-key': [401, 'This key is not known here.', 'Use the key you registered, or ask a clerk.'],
  'bad-signature': [401, 'The key did not answer correctly.', 'Try again.'],
  locked: [429, 'Locked for ten minutes after five failed attempts.', 'Wait and try again.'],
  'challenge-used': [401, 'The challenge was used or is too old.', 'Try again.'],
  'software-key': [403, 'A key held by a program counts in a demo only.', 'Use a passkey.'],
  'copied-key': [
    403,
    'This passkey can be copied to other devices.',
    'Use a security key that stays on one device.',
  ],
  'other-person': [403, 'This was signed for somebody else.', 'Sign in as the person who asks.'],
  'not-allowed': [403, 'Your role does not allow this.', ''],
  'statement-refused': [422, 'The signed statement was refused.', ''],
  'not-dispatch': [403, 'No dispatch key signed this incident.', 'Check the intake key in the root.'],
  'no-place': [
    422,
    'The incident has no place: 0, 0 is where unknown addresses end up.',
    'Correct the place in dispatch.',
  ],
  'incident-conflict': [
    409,
    'Another statement of this incident has the same number.',
    'Send a higher number.',
  ],
  'consent-not-rising': [409, 'A newer consent was signed already.', 'Reload the page and sign again.'],
  'unknown-camera': [422, 'The consent names a camera that this gateway does not have.', 'Reload the page.'],
  'waiver-changed': [
    409,
    'The waiver has changed since you opened it.',
    'Reload the page and read it again.',
  ],
  'name-taken': [409, 'This key is registered already.', 'Sign in with it.'],
  'code-unknown': [404, 'The code is unknown, used or too old.', 'Make a new code on the owner page.'],
  'gateway-taken': [
    409,
    'This gateway is enrolled with another key.',
    'Start the gateway with an empty state folder.',
  ],
  'box-offline': [409, 'Your box is not connected just now.', 'Look whether it has power and network.'],
  'box-silent': [504, 'Your box did not answer in time.', 'Try again in a minute.'],
  'host-unknown': [
    403,
    'The programme names no host that vouches for this gateway.',
    'Ask the host whether its card was signed into the programme.',
  ],
  'host-offline': [409, 'This host is not connected just now.', 'Try again later, or choose another host.'],
  'host-silent': [504, 'This host did not answer in time.', 'Try again in a minute.'],
  'invite-closed': [404, 'The invitation is unknown, used or too old.', 'Ask the clerk for a new one.'],
  'office-full': [
    429,
    'The office has too many requests waiting to take another one now.',
    'Try again tomorrow, or write to the office.',
  ],
  'case-unknown': [
    404,
    'No case opens with this link.',
    'Check that the link is whole. A case is deleted ninety days after its end.',
  ],
  'case-over': [409, 'This case is over.', ''],
  'case-moved-on': [409, 'This case has moved on meanwhile.', 'Load the page again.'],
  'already-started': [409, 'The first roster was signed already.', 'Sign in as clerk.'],
} as const satisfies Record<string, readonly [status: number, sentence: string, next: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** An expected refusal. `detail` replaces the table's sentence where the case has more to say. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly field?: string;
}

export function refuse(code: ProblemCode, detail?: string): Refused {
  return detail === undefined ? { kind: 'refused', code } : { kind: 'refused', code, detail };
}

export function sentenceOf(code: ProblemCode): string {
  return PROBLEMS[code][1];
}
