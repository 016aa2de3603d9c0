import type { PersonId } from '@porchlight/domain';
import canonicalize from 'canonicalize';
import type { Envelope } from './envelope.ts';
import type { PauseStatement, Person, RosterStatement } from './kinds.ts';
import type { Site } from './passkey-assertion.ts';
import { keyIdOf } from './public-key.ts';
import { verifiedSigners } from './verified-signers.ts';

export function clerksOf(roster: RosterStatement): Person[] {
  return roster.people.filter((person) => person.roles.includes('clerk'));
}

/** The different clerks of `roster` with a good signature on the envelope; one clerk's two keys count once. */
export async function clerksWhoSigned(
  roster: RosterStatement,
  envelope: Envelope,
  site: Site,
): Promise<PersonId[]> {
  const clerks = clerksOf(roster);
  const signers = await verifiedSigners(
    envelope,
    clerks.flatMap((clerk) => clerk.keys),
    site,
  );
  const ids = new Set(await Promise.all(signers.map(keyIdOf)));
  const signed: PersonId[] = [];
  for (const clerk of clerks) {
    const keyIds = await Promise.all(clerk.keys.map(keyIdOf));
    if (keyIds.some((id) => ids.has(id))) signed.push(clerk.id);
  }
  return signed;
}

/**
 * How many different clerks of the roster in force must sign. What closes takes one: pausing, striking off, shortening.
 * What opens takes two: running again always; a roster that adds a person, role or key, renames, or holds for longer,
 * once a roster of the chain has had two clerks (`twoClerks`): nobody gets rid of the other and then adds alone.
 */
export function clerksNeeded(
  inForce: RosterStatement,
  next: RosterStatement | PauseStatement,
  twoClerks: boolean,
): 1 | 2 {
  if (next.kind === 'pause') return next.state === 'running' ? 2 : 1;
  return twoClerks && widens(inForce, next) ? 2 : 1;
}

function widens(before: RosterStatement, after: RosterStatement): boolean {
  if (after.expiresAt > before.expiresAt) return true;
  return after.people.some((person) => {
    const known = before.people.find((p) => p.id === person.id);
    if (known === undefined || known.name !== person.name) return true;
    const keys = new Set(known.keys.map((key) => canonicalize(key)));
    return (
      person.roles.some((role) => !known.roles.includes(role)) ||
      person.keys.some((key) => !keys.has(canonicalize(key)))
    );
  });
}
