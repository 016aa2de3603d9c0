import type { ClerkOverview } from '@porchlight/contract';
import { ID_PATTERN } from '@porchlight/domain';
import {
  advanceTrust,
  type Envelope,
  openTrust,
  type RosterStatement,
  type Signer,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import { makePerson, makeProgramme, TEST_NOW as NOW } from '@porchlight/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  firstRoster,
  nextPause,
  personIdFor,
  renewed,
  rosterDifference,
  withoutPerson,
  withPerson,
} from './roster-edits.ts';

let programme: Awaited<ReturnType<typeof makeProgramme>>;
let facts: Pick<ClerkOverview, 'roster' | 'programme' | 'pause'>;

beforeAll(async () => {
  programme = await makeProgramme({ now: NOW });
  const held = programme.trust.roster;
  if (!held) throw new Error('the test programme has a roster');
  const { epoch, expiresAt, people } = held.statement;
  facts = {
    roster: { epoch, expiresAt, people, hash: held.hash, addingTakes: 2 },
    programme: { id: held.statement.programme } as unknown as ClerkOverview['programme'],
    pause: { sequence: 0, state: 'running', reason: '', at: null },
  };
});

async function taken(statement: { kind: string }, ...signers: Signer[]): Promise<string> {
  let envelope: Envelope = unsignedEnvelope(statement);
  for (const signer of signers) envelope = await signEnvelope(envelope, signer);
  const verdict = await advanceTrust(programme.trust, envelope, NOW);
  return verdict.kind === 'ok' ? 'ok' : verdict.code;
}

describe('roster edits', () => {
  it('that add somebody are taken with two clerks’ signatures and not with one', async () => {
    const [one, two] = programme.clerks;
    const invited = {
      name: 'Operator 2',
      roles: ['operator' as const],
      key: (await makePerson('x', ['operator'], 'passkey')).key,
    };
    const next = withPerson(facts, invited, NOW);
    expect(next.people.at(-1)?.id).toBe('operator-2');
    expect(await taken(next, one.signer)).toBe('needs-more-signatures');
    expect(await taken(next, one.signer, two.signer)).toBe('ok');
  });

  it('that strike somebody off are taken with any one clerk’s signature', async () => {
    const next = withoutPerson(facts, 'operator-1', NOW) as RosterStatement;
    expect(next.expiresAt).toBe(facts.roster.expiresAt);
    expect(await taken(next, programme.clerks[1].signer)).toBe('ok');
  });

  it('never strike off the last clerk', () => {
    const alone = {
      ...facts,
      roster: { ...facts.roster, people: facts.roster.people.filter((p) => p.id !== 'clerk-2') },
    };
    expect(withoutPerson(alone, 'clerk-1', NOW)).toBeUndefined();
  });

  it('that renew need two, and say until when they hold', async () => {
    const next = renewed(facts, NOW);
    const [one, two] = programme.clerks;
    expect(await taken(next, one.signer)).toBe('needs-more-signatures');
    expect(await taken(next, one.signer, two.signer)).toBe('ok');
    expect(rosterDifference(facts.roster, next, () => 'then')).toEqual([
      { effect: 'opens', text: 'Holds until then' },
    ]);
  });

  it('pause with one signature and resume with two', async () => {
    const [one, two] = programme.clerks;
    expect(await taken(nextPause(facts, 'paused', 'drill', NOW), one.signer)).toBe('ok');
    expect(await taken(nextPause(facts, 'running', 'over', NOW), one.signer)).toBe('needs-more-signatures');
    expect(await taken(nextPause(facts, 'running', 'over', NOW), one.signer, two.signer)).toBe('ok');
  });

  it('show every addition, removal, role and key as a line', async () => {
    const other = await makePerson('x', ['operator'], 'passkey');
    const people = facts.roster.people
      .filter((p) => p.id !== 'supervisor-1')
      .map((p) =>
        p.id === 'operator-1'
          ? { ...p, roles: ['operator' as const, 'supervisor' as const], keys: [other.key] }
          : p,
      );
    const lines = rosterDifference(facts.roster, { people, expiresAt: facts.roster.expiresAt }, String);
    expect(lines).toEqual([
      { effect: 'opens', text: 'Makes operator 1 supervisor' },
      { effect: 'opens', text: 'Gives operator 1 another key' },
      { effect: 'closes', text: 'Takes a key from operator 1' },
      { effect: 'closes', text: 'Strikes off supervisor 1' },
    ]);
  });

  it('begin with a first roster that the one-time key signs', async () => {
    const opened = await openTrust(programme.envelopes.root);
    if (opened.kind !== 'ok') throw new Error(opened.code);
    const { key } = await makePerson('x', ['clerk'], 'passkey');
    const first = firstRoster(facts.programme.id, { name: 'City clerk', roles: ['operator'], key }, NOW);
    const envelope = await signEnvelope(unsignedEnvelope(first), programme.bootstrap.signer);
    expect((await advanceTrust(opened.value, envelope, NOW)).kind).toBe('ok');
    expect(first.people[0]?.roles).toEqual(['clerk', 'operator']);
  });
});

describe('ids of people', () => {
  it('are valid and new, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        fc.array(fc.constantFrom('person', 'a', 'person-2')),
        (name, names) => {
          const id = personIdFor(name, names);
          expect(id).toMatch(ID_PATTERN);
          expect(names).not.toContain(id);
        },
      ),
    );
    expect(personIdFor('Élodie  O’Neil', [])).toBe('elodie-oneil');
    expect(personIdFor('City clerk', ['city-clerk'])).toBe('city-clerk-2');
  });
});
