import {
  makePerson,
  makeProgramme,
  must,
  rosterStatement,
  signed,
  TEST_NOW,
  type TestPerson,
  type TestProgramme,
} from '@porchlight/testkit';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { advanceTrust } from './advance-trust.ts';
import type { Person, Role, RosterStatement } from './kinds.ts';
import { openTrust, type Trust } from './trust.ts';

let p: TestProgramme;
let strangers: TestPerson[];
beforeAll(async () => {
  p = await makeProgramme();
  strangers = [
    await makePerson('clerk-3', ['clerk'], 'passkey'),
    await makePerson('op-9', ['operator'], 'passkey'),
  ];
});

/** What a clerk may try in one roster, at a person picked by `at`. */
const EDITS = [
  'strike',
  'drop-role',
  'drop-key',
  'shorten',
  'nothing',
  'add',
  'add-role',
  'add-key',
  'swap-key',
  'rename',
  'lengthen',
] as const;
type Edit = (typeof EDITS)[number];
interface Act {
  readonly edits: readonly { readonly edit: Edit; readonly at: number }[];
  readonly by: number;
}

const actArb: fc.Arbitrary<Act> = fc.record({
  // Closing edits come up more often, so that sequences get down to one clerk.
  edits: fc.array(
    fc.record({
      edit: fc.oneof(fc.constantFrom<Edit>('strike', 'nothing'), fc.constantFrom(...EDITS)),
      at: fc.nat(9),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  by: fc.nat(2),
});

const stranger = (at: number): TestPerson => strangers[at % strangers.length] as TestPerson;

function edited(roster: RosterStatement, { edit, at }: Act['edits'][number]): RosterStatement {
  const { people, expiresAt } = roster;
  if (edit === 'lengthen') return { ...roster, expiresAt: expiresAt + 1 };
  if (edit === 'shorten') return { ...roster, expiresAt: expiresAt - 1 };
  if (edit === 'add') return { ...roster, people: [...people, stranger(at).person] };
  const index = at % Math.max(1, people.length);
  const change = (person: Person): Person[] => {
    const keys = stranger(at).person.keys;
    if (edit === 'strike') return [];
    if (edit === 'drop-role') return [{ ...person, roles: person.roles.slice(0, -1) }];
    if (edit === 'drop-key') return [{ ...person, keys: person.keys.slice(0, -1) }];
    if (edit === 'add-role') return [{ ...person, roles: [...new Set<Role>([...person.roles, 'clerk'])] }];
    if (edit === 'add-key') return [{ ...person, keys: [...person.keys, ...keys] }];
    if (edit === 'swap-key') return [{ ...person, keys }];
    return edit === 'rename' ? [{ ...person, name: `${person.name}, renamed` }] : [person];
  };
  return { ...roster, people: people.flatMap((person, i) => (i === index ? change(person) : [person])) };
}

/** One clerk alone signs the next roster; the trust after it, the same one when it was refused. */
async function oneClerkActs(trust: Trust, { edits, by }: Act): Promise<Trust> {
  const inForce = trust.roster;
  if (!inForce) throw new Error('a chain has a roster');
  const { people, expiresAt } = edits.reduce(edited, inForce.statement);
  const { epoch, issuedAt } = inForce.statement;
  const next = rosterStatement(people, { epoch: epoch + 1, previous: inForce.hash, issuedAt, expiresAt });
  const signer = [...p.clerks, stranger(0)][by] as TestPerson;
  const verdict = await advanceTrust(trust, await signed(next, signer.signer), TEST_NOW);
  return verdict.kind === 'ok' ? verdict.value : trust;
}

/** Every power a roster gives: each person's name, each role and each key of theirs, and how long. */
const powers = ({ people }: RosterStatement): string[] =>
  people.flatMap(({ id, name, roles, keys }) => [
    `${id} is ${name}`,
    ...roles.map((role) => `${id} may ${role}`),
    ...keys.map((key) => `${id} holds ${key.raw}`),
  ]);

/** A programme that began with one clerk, who then added the second alone, as may be done once. */
async function grown(): Promise<Trust> {
  const everyone = p.trust.roster?.statement.people ?? [];
  const solo = everyone.filter((person) => person.id !== 'clerk-2');
  const first = rosterStatement(solo, { epoch: 1, previous: null });
  const fresh = must(await openTrust(p.envelopes.root));
  const begun = must(await advanceTrust(fresh, await signed(first, p.bootstrap.signer), TEST_NOW));
  const second = rosterStatement(everyone, { epoch: 2, previous: begun.roster?.hash ?? null });
  return must(await advanceTrust(begun, await signed(second, p.clerks[0].signer), TEST_NOW));
}

test('once two clerks have been, no sequence of acts of single clerks ever adds a person, name, role, key or day', async () => {
  const seen = { taken: 0, alone: 0 };
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(actArb, { minLength: 1, maxLength: 8 }), async (slow, acts) => {
      let trust = slow ? await grown() : p.trust;
      for (const act of acts) {
        const before = trust.roster?.statement as RosterStatement;
        trust = await oneClerkActs(trust, act);
        const after = trust.roster?.statement as RosterStatement;
        const had = new Set(powers(before));
        expect(powers(after).filter((power) => !had.has(power))).toEqual([]);
        expect(after.expiresAt).toBeLessThanOrEqual(before.expiresAt);
        if (after.epoch > before.epoch) seen.taken += 1;
        if (after.people.filter((person) => person.roles.includes('clerk')).length === 1) seen.alone += 1;
      }
    }),
    { numRuns: 150 },
  );
  // The acts were worth watching: many rosters were taken, and one clerk was left alone often.
  expect(seen.taken).toBeGreaterThan(50);
  expect(seen.alone).toBeGreaterThan(20);
}, 60_000);
