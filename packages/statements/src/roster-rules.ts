import type { RosterStatement } from './kinds.ts';
import { refused, type Verdict } from './verdict.ts';
import { personMayHold } from './verified-signers.ts';

/** Longest time a roster holds. */
export const MAX_ROSTER_MS = 30 * 24 * 3600 * 1000;

/** What is wrong with a roster by itself, whoever signed it; undefined when it is sound. */
export function rosterFault(
  roster: RosterStatement,
  synthetic: boolean,
): Exclude<Verdict<never>, { kind: 'ok' }> | undefined {
  const holds = roster.expiresAt - roster.issuedAt;
  if (holds <= 0 || holds > MAX_ROSTER_MS)
    return refused('wrong-validity', 'a roster holds for at most 30 days');
  if (!roster.people.some((person) => person.roles.includes('clerk')))
    return refused('unsound-roster', 'a roster needs at least one clerk');
  if (new Set(roster.people.map((person) => person.id)).size !== roster.people.length)
    return refused('unsound-roster', 'a person stands in the roster twice');
  const keys = roster.people.flatMap((person) => person.keys);
  // By the raw point: one secret under two kinds, or with two people, would let one hand sign for two.
  if (new Set(keys.map((key) => key.raw)).size !== keys.length)
    return refused('unsound-roster', 'a key stands in the roster twice');
  if (!keys.every((key) => personMayHold(key, synthetic)))
    return refused(
      'key-not-allowed',
      'people hold passkeys; software keys exist in a synthetic programme only',
    );
  return undefined;
}
