import type { ClerkOverview } from '@porchlight/contract';
import { ID_PATTERN, type PersonId } from '@porchlight/domain';
import type { PauseStatement, Person, PublicKey, Role, RosterStatement } from '@porchlight/statements';

type RosterFacts = Pick<ClerkOverview, 'roster' | 'programme'>;

/** How long a roster that is renewed holds. One day under the most allowed, so that no clock makes it too long. */
export const ROSTER_MS = 29 * 24 * 3600 * 1000;

/** The next epoch with other people. Where it opens something it also holds 29 days from now; striking off keeps the old end. */
function nextEpoch(
  { roster, programme }: RosterFacts,
  people: Person[],
  expiresAt: number,
  now: number,
): RosterStatement {
  return {
    v: 1,
    kind: 'roster',
    programme: programme.id as RosterStatement['programme'],
    epoch: roster.epoch + 1,
    previous: roster.hash,
    issuedAt: now,
    expiresAt,
    people,
  };
}

/** Adds somebody who registered a key. Needs two clerks where there are two. */
export function withPerson(
  facts: RosterFacts,
  invited: { readonly name: string; readonly roles: readonly Role[]; readonly key: PublicKey },
  now: number,
): RosterStatement {
  const { people } = facts.roster;
  const person: Person = {
    id: personIdFor(
      invited.name,
      people.map((p) => p.id),
    ),
    name: invited.name,
    roles: [...invited.roles],
    keys: [invited.key],
  };
  return nextEpoch(facts, [...people, person], now + ROSTER_MS, now);
}

/**
 * Strikes somebody off. Any one clerk may: the end of the roster stays as it was, for a longer one would open something.
 * Undefined when the last clerk would go, for then nobody could sign any more.
 */
export function withoutPerson(
  facts: RosterFacts,
  personId: string,
  now: number,
): RosterStatement | undefined {
  const people = facts.roster.people.filter((p) => p.id !== personId);
  if (!people.some((p) => p.roles.includes('clerk'))) return undefined;
  const expired = facts.roster.expiresAt <= now;
  return nextEpoch(facts, people, expired ? now + ROSTER_MS : facts.roster.expiresAt, now);
}

/** The same people for another 29 days. */
export function renewed(facts: RosterFacts, now: number): RosterStatement {
  return nextEpoch(facts, [...facts.roster.people], now + ROSTER_MS, now);
}

/** The first roster: whoever opened the one-time link, as clerk and what else they chose. */
export function firstRoster(
  programme: string,
  first: { readonly name: string; readonly roles: readonly Role[]; readonly key: PublicKey },
  now: number,
): RosterStatement {
  const person: Person = {
    id: personIdFor(first.name, []),
    name: first.name,
    roles: ['clerk', ...first.roles.filter((role) => role !== 'clerk')],
    keys: [first.key],
  };
  return {
    v: 1,
    kind: 'roster',
    programme: programme as RosterStatement['programme'],
    epoch: 1,
    previous: null,
    issuedAt: now,
    expiresAt: now + ROSTER_MS,
    people: [person],
  };
}

/** An id that reads like the name and that nobody has yet: `city-clerk`, `city-clerk-2`. */
export function personIdFor(name: string, taken: readonly string[]): PersonId {
  const plain = name
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  const base = ID_PATTERN.test(plain) ? plain : 'person';
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id as PersonId;
  }
}

/** One change between two rosters, as a line to read before signing. */
export interface RosterChange {
  readonly effect: 'opens' | 'closes';
  readonly text: string;
}

/** What a next roster changes, worked out here from the statement itself; empty when it says the same. */
export function rosterDifference(
  before: Pick<RosterStatement, 'people' | 'expiresAt'>,
  after: Pick<RosterStatement, 'people' | 'expiresAt'>,
  date: (at: number) => string,
): RosterChange[] {
  const changes: RosterChange[] = [];
  for (const person of after.people) {
    const known = before.people.find((p) => p.id === person.id);
    if (!known) changes.push({ effect: 'opens', text: `Adds ${person.name} as ${person.roles.join(', ')}` });
    else changes.push(...personDifference(known, person));
  }
  for (const person of before.people)
    if (!after.people.some((p) => p.id === person.id))
      changes.push({ effect: 'closes', text: `Strikes off ${person.name}` });
  if (after.expiresAt !== before.expiresAt) {
    const effect = after.expiresAt > before.expiresAt ? 'opens' : 'closes';
    changes.push({ effect, text: `Holds until ${date(after.expiresAt)}` });
  }
  return changes;
}

function personDifference(before: Person, after: Person): RosterChange[] {
  const changes: RosterChange[] = [];
  if (before.name !== after.name)
    changes.push({ effect: 'opens', text: `Renames ${before.name} to ${after.name}` });
  for (const role of after.roles)
    if (!before.roles.includes(role)) changes.push({ effect: 'opens', text: `Makes ${after.name} ${role}` });
  for (const role of before.roles)
    if (!after.roles.includes(role))
      changes.push({ effect: 'closes', text: `${after.name} is no longer ${role}` });
  const had = new Set(before.keys.map((key) => key.raw));
  const has = new Set(after.keys.map((key) => key.raw));
  const added = [...has].filter((raw) => !had.has(raw)).length;
  const removed = [...had].filter((raw) => !has.has(raw)).length;
  if (added > 0) changes.push({ effect: 'opens', text: `Gives ${after.name} another key` });
  if (removed > 0) changes.push({ effect: 'closes', text: `Takes a key from ${after.name}` });
  return changes;
}

/** The pause statement that follows the one in force. */
export function nextPause(
  facts: Pick<ClerkOverview, 'pause' | 'programme'>,
  state: PauseStatement['state'],
  reason: string,
  now: number,
): PauseStatement {
  return {
    v: 1,
    kind: 'pause',
    programme: facts.programme.id as PauseStatement['programme'],
    sequence: facts.pause.sequence + 1,
    state,
    reason: reason.trim(),
    issuedAt: now,
  };
}
