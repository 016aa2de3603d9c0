/** Why a statement was not taken. Closed: every caller can list them all. */
export const STATEMENT_FAULTS = [
  /** Larger than {@link import('./envelope.ts').MAX_PAYLOAD_BYTES}. */
  'too-large',
  /** Not an envelope, not base64url, not UTF-8 JSON, or not the schema of its kind. */
  'malformed',
  /** A JSON object names the same key twice. */
  'duplicate-key',
  /** The payload type is that of another kind. */
  'wrong-type',
  /** Another programme's statement. */
  'other-programme',
  /** The root is not the pinned one. */
  'wrong-pin',
  /** No good signature by a key that may sign this. */
  'not-signed',
  /** Good signatures, but fewer than this needs. */
  'needs-more-signatures',
  /** Lower version, epoch or sequence than the one in force, and not part of the accepted chain. */
  'older',
  /** Another statement already stands at this version, epoch or sequence. */
  'fork',
  /** The epoch before this one is missing, or this one does not name it. */
  'gap',
  /** Signed later than now (120 s tolerance): this clock or theirs is wrong. */
  'not-yet',
  /** A roster that would hold for more than 30 days, or not at all. */
  'wrong-validity',
  /** A roster without a clerk, with a person twice, or with one key for two people. */
  'unsound-roster',
  /** A key that people may not use here: a software key in a real programme, or a service's key. */
  'key-not-allowed',
  /** Resuming needs a roster that has not expired. */
  'roster-expired',
  /** There is no roster yet that could have signed this. */
  'no-roster',
] as const;
export type StatementFault = (typeof STATEMENT_FAULTS)[number];

/** An expected outcome: the value, or the named reason with a detail for a log (never shown to police or owners as is). */
export type Verdict<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: StatementFault; readonly detail: string };

export function ok<T>(value: T): Verdict<T> {
  return { kind: 'ok', value };
}

export function refused(
  code: StatementFault,
  detail: string,
): { readonly kind: 'refused'; readonly code: StatementFault; readonly detail: string } {
  return { kind: 'refused', code, detail };
}
