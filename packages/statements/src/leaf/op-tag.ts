import type { EpochMs } from '@porchlight/domain';
import { sha256, toBase64Url } from '../bytes.ts';
import type { Person, RosterStatement } from '../kinds.ts';
import { MAX_ROSTER_MS } from '../roster-rules.ts';

/** The UTC month of an instant, `YYYY-MM`. */
export function monthOf(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 7);
}

/**
 * The pseudonym under which a person's requests stand in the log for one month: 22 characters of
 * SHA-256(`op-tag/v1` ‖ 0x00 ‖ month ‖ 0x00 ‖ raw first key). Whoever holds the roster can compute it; the log alone gives
 * counts without names, and does not tell that two months' tags are one person's.
 */
export async function opTagOf(person: Pick<Person, 'keys'>, month: string): Promise<string> {
  const [first] = person.keys;
  if (first === undefined) throw new RangeError('a person without a key');
  const bytes = new TextEncoder().encode(`op-tag/v1\0${month}\0${first.raw}`);
  return toBase64Url(await sha256(bytes)).slice(0, 22);
}

/** The tags of everybody who may look, for each month the roster touches, sorted. Throws RangeError for a roster that holds too long. */
export async function opTagsOf(roster: RosterStatement): Promise<string[]> {
  const { issuedAt, expiresAt } = roster;
  if (expiresAt - issuedAt > MAX_ROSTER_MS) throw new RangeError('a roster that holds for more than 30 days');
  const months = new Set<string>([monthOf(expiresAt)]);
  for (const at = new Date(issuedAt); at.getTime() <= expiresAt; at.setUTCDate(at.getUTCDate() + 1))
    months.add(monthOf(at.getTime()));
  const may = roster.people.filter((p) => p.roles.includes('operator') || p.roles.includes('supervisor'));
  const tags = may.flatMap((person) => [...months].map((month) => opTagOf(person, month)));
  return (await Promise.all(tags)).toSorted();
}
