import {
  makePerson,
  makeProgramme,
  makeService,
  makeSigner,
  must,
  programmeStatement,
  rosterStatement,
  signed,
  TEST_NOW,
  type TestPerson,
  type TestProgramme,
} from '@porchlight/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { advanceTrust, advanceTrustBundle } from './advance-trust.ts';
import { clerksNeeded, clerksWhoSigned } from './clerk-quorum.ts';
import { type Envelope, statementHash } from './envelope.ts';
import type { Person, RosterStatement } from './kinds.ts';
import { rootFingerprint, rootPin } from './root-pin.ts';
import { openTrust, programmeState, siteOf, type Trust } from './trust.ts';

const DAY = 24 * 3600_000;
let p: TestProgramme;
beforeAll(async () => {
  p = await makeProgramme();
});

async function code(trust: Trust, envelope: unknown, now = TEST_NOW): Promise<string> {
  const verdict = await advanceTrust(trust, envelope, now);
  return verdict.kind === 'ok' ? 'ok' : verdict.code;
}

const people = (): Person[] => p.trust.roster?.statement.people ?? [];

async function nextRoster(
  changes: Partial<RosterStatement>,
  signers: readonly TestPerson[],
  trust: Trust = p.trust,
): Promise<Envelope> {
  const before = trust.roster;
  const next = {
    epoch: (before?.statement.epoch ?? 0) + 1,
    previous: before?.hash ?? null,
    expiresAt: before?.statement.expiresAt ?? 0,
    ...changes,
  };
  return signed(
    rosterStatement(changes.people ?? before?.statement.people ?? [], next),
    ...signers.map((s) => s.signer),
  );
}

describe('the root', () => {
  const resigned = async (changes: object, ...by: Parameters<typeof signed>[1][]) =>
    signed({ ...(p.trust.root as never as { kind: string }), ...changes }, ...by);

  test('opens with its pin, and is refused with another', async () => {
    expect(must(await openTrust(p.envelopes.root, p.trust.pin)).pin).toBe(await rootPin(p.trust.root));
    expect(await openTrust(p.envelopes.root, 'A'.repeat(43))).toMatchObject({ code: 'wrong-pin' });
    expect(await rootFingerprint(p.trust.root)).toMatch(/^([0-9a-f]{4} ){4}[0-9a-f]{4}$/);
  });

  test('needs the threshold of its own distinct keys', async () => {
    const [a, b] = [await makeService(), await makeService()];
    const two = { rootKeys: [a.key, b.key], threshold: 2 };
    expect((await openTrust(await resigned(two, a.signer, b.signer))).kind).toBe('ok');
    expect(await openTrust(await resigned(two, a.signer))).toMatchObject({ code: 'needs-more-signatures' });
    expect(await openTrust(await resigned(two, p.root.signer))).toMatchObject({ code: 'not-signed' });
    const same = { rootKeys: [a.key, a.key], threshold: 2 };
    expect(await openTrust(await resigned(same, a.signer))).toMatchObject({ code: 'malformed' });
    expect(await openTrust(await resigned({ threshold: 2 }, p.root.signer))).toMatchObject({
      code: 'malformed',
    });
  });

  test('the pin holds the programme, its keys, the threshold and whether it is synthetic, and nothing else', async () => {
    const { root } = p.trust;
    const { key } = await makeService();
    const pin = await rootPin(root);
    expect(await rootPin({ ...root, origin: 'https://x.example', version: 9 } as typeof root)).toBe(pin);
    const two = { ...root, rootKeys: [...root.rootKeys, key] };
    expect(await rootPin({ ...two, rootKeys: [...two.rootKeys].reverse() })).toBe(await rootPin(two));
    for (const other of [
      { synthetic: true },
      { threshold: 2 },
      { rootKeys: [key] },
      { programme: 'x' as never },
    ])
      expect(await rootPin({ ...root, ...other })).not.toBe(pin);
  });

  test('a later root of the same pin takes its place; an older one never returns', async () => {
    const newer = await resigned({ version: 2 }, p.root.signer);
    const trust = must(await advanceTrust(p.trust, newer, TEST_NOW));
    expect(trust.root.version).toBe(2);
    expect(trust.policy).toEqual(p.trust.policy);
    expect(await code(trust, p.envelopes.root)).toBe('older');
    expect(await code(trust, newer)).toBe('ok');
    expect(
      await code(trust, await resigned({ version: 2, origin: 'https://x.example' }, p.root.signer)),
    ).toBe('fork');
    expect(await code(trust, await resigned({ version: 3, synthetic: true }, p.root.signer))).toBe(
      'wrong-pin',
    );
  });

  test('a policy falls when a later root no longer names the key that signed it', async () => {
    const { key } = await makeService();
    const trust = must(
      await advanceTrust(p.trust, await resigned({ version: 2, policyKeys: [key] }, p.root.signer), TEST_NOW),
    );
    expect([trust.policy, trust.programme]).toEqual([undefined, undefined]);
  });
});

describe('programme and policy', () => {
  test.each(['programme', 'policy'] as const)(
    '%s: a version that rises, signed by a policy key',
    async (kind) => {
      const statement = p.trust[kind]?.statement as never as { kind: string };
      const by = p.policyService.signer;
      expect(await code(p.trust, p.envelopes[kind])).toBe('ok');
      const second = await signed({ ...statement, version: 2 } as never, by);
      const trust = must(await advanceTrust(p.trust, second, TEST_NOW));
      expect(trust[kind]?.statement.version).toBe(2);
      expect(await code(trust, p.envelopes[kind])).toBe('older');
      expect(await code(trust, await signed({ ...statement, version: 2, issuedAt: 1 } as never, by))).toBe(
        'fork',
      );
      expect(await code(trust, await signed({ ...statement, version: 3 } as never, p.intake.signer))).toBe(
        'not-signed',
      );
      expect(await code(trust, await signed({ ...statement, version: 3, programme: 'x' } as never, by))).toBe(
        'other-programme',
      );
      const future = { ...statement, version: 3, issuedAt: TEST_NOW + 121_000 };
      expect(await code(trust, await signed(future as never, by))).toBe('not-yet');
    },
  );

  test('the same statement again changes nothing', async () => {
    expect(must(await advanceTrust(p.trust, p.envelopes.policy, TEST_NOW))).toBe(p.trust);
  });

  test('other kinds are not taken', async () => {
    expect(await code(p.trust, await p.incident())).toBe('wrong-type');
    expect(await code(p.trust, null)).toBe('wrong-type');
  });

  test('the programme is not started, running, paused, running, and over, each at its time', async () => {
    const { startsAt, endsAt } = programmeStatement();
    expect(programmeState(p.trust, startsAt - 1)).toBe('not-started');
    expect(programmeState(p.trust, startsAt)).toBe('running');
    const paused = must(await advanceTrust(p.trust, await p.pause('paused', 1, [p.clerks[0]]), TEST_NOW));
    expect(programmeState(paused, startsAt)).toBe('paused');
    expect(programmeState(paused, endsAt)).toBe('over');
    expect(programmeState(p.trust, endsAt - 1)).toBe('running');
    expect(programmeState(must(await openTrust(p.envelopes.root)), startsAt)).toBe('not-started');
  });
});

describe('the roster', () => {
  test('epoch 1 is signed by the bootstrap key and by nothing else', async () => {
    const fresh = must(await openTrust(p.envelopes.root));
    expect(await code(fresh, p.envelopes.roster)).toBe('ok');
    const byClerk = await signed(rosterStatement(people()), p.clerks[0].signer, p.root.signer);
    expect(await code(fresh, byClerk)).toBe('not-signed');
    expect(
      await code(
        p.trust,
        await signed(
          rosterStatement(people(), { epoch: 2, previous: p.trust.roster?.hash ?? null }),
          p.bootstrap.signer,
        ),
      ),
    ).toBe('not-signed');
  });

  test('adding a person, a role, a key, a name or days takes two clerks', async () => {
    const { person } = await makePerson('operator-2', ['operator'], 'passkey');
    const key = (await makeSigner('passkey')).key;
    const [operator, ...others] = people() as [Person, ...Person[]];
    const expiresAt = p.trust.roster?.statement.expiresAt ?? 0;
    for (const changes of [
      { people: [...people(), person] },
      { people: [{ ...operator, roles: ['operator', 'clerk'] as Person['roles'] }, ...others] },
      { people: [{ ...operator, keys: [...operator.keys, key] }, ...others] },
      { people: [{ ...operator, keys: [key] }, ...others] },
      { people: [{ ...operator, name: 'Operator 9' }, ...others] },
      { people: [{ ...operator, keys: [{ ...operator.keys[0], deviceBound: false } as never] }, ...others] },
      { expiresAt: expiresAt + 1 },
    ]) {
      expect(await code(p.trust, await nextRoster(changes, [p.clerks[0]]))).toBe('needs-more-signatures');
      expect(await code(p.trust, await nextRoster(changes, p.clerks))).toBe('ok');
      expect(await code(p.trust, await nextRoster(changes, [p.operator, p.supervisor]))).toBe('not-signed');
    }
  });

  test('striking off and shortening take any one clerk', async () => {
    const [operator, supervisor, clerk] = people() as [Person, Person, Person];
    expect(await code(p.trust, await nextRoster({ people: [operator, clerk] }, [p.clerks[1]]))).toBe('ok');
    expect(await code(p.trust, await nextRoster({ people: [supervisor, clerk] }, [p.clerks[0]]))).toBe('ok');
    expect(await code(p.trust, await nextRoster({ expiresAt: TEST_NOW + DAY }, [p.clerks[0]]))).toBe('ok');
    expect(await code(p.trust, await nextRoster({ people: [operator, clerk] }, [p.supervisor]))).toBe(
      'not-signed',
    );
  });

  test('who was left alone by striking off the other clerk cannot add, renew or resume; a root with a new bootstrap key begins anew', async () => {
    const town = await makeProgramme();
    const [mine] = town.clerks;
    const kept = (town.trust.roster?.statement.people ?? []).filter((person) => person.id !== 'clerk-2');
    const alone = must(
      await advanceTrust(town.trust, await nextRoster({ people: kept }, [mine], town.trust), TEST_NOW),
    );
    const { person } = await makePerson('clerk-3', ['clerk'], 'passkey');
    const expiresAt = (alone.roster?.statement.expiresAt ?? 0) + 1;
    for (const changes of [{ people: [...kept, person] }, { expiresAt }])
      expect(await code(alone, await nextRoster(changes, [mine], alone))).toBe('needs-more-signatures');
    const one = kept.filter((p) => p.id !== 'operator-1');
    expect(await code(alone, await nextRoster({ people: one }, [mine], alone))).toBe('ok');

    const bootstrap = await makeService();
    const root = {
      ...(town.trust.root as never as { kind: string }),
      version: 2,
      bootstrapKey: bootstrap.key,
    };
    const anew = must(await advanceTrust(alone, await signed(root, town.root.signer), TEST_NOW));
    expect([anew.roster, anew.rosterHashes, anew.twoClerks]).toEqual([undefined, [], false]);
    const first = rosterStatement(kept, { epoch: 1, previous: null });
    expect(await code(anew, await signed(first, mine.signer))).toBe('not-signed');
    expect(await code(anew, await signed(first, bootstrap.signer))).toBe('ok');
  });

  test('until there have been two clerks, one signature adds', async () => {
    const fresh = must(await openTrust(p.envelopes.root));
    const solo = people().filter((person) => person.id !== 'clerk-2');
    const first = await signed(rosterStatement(solo, { epoch: 1, previous: null }), p.bootstrap.signer);
    const trust = must(await advanceTrust(fresh, first, TEST_NOW));
    const { person } = await makePerson('clerk-3', ['clerk'], 'passkey');
    const next = await nextRoster({ people: [...solo, person] }, [p.clerks[0]], trust);
    expect(await code(trust, next)).toBe('ok');
  });

  test('two keys of one clerk are one clerk', async () => {
    const second = await makeSigner('passkey');
    const withTwoKeys = people().map((person) =>
      person.id === 'clerk-1' ? { ...person, keys: [...person.keys, second.key] } : person,
    );
    const trust = must(
      await advanceTrust(p.trust, await nextRoster({ people: withTwoKeys }, p.clerks), TEST_NOW),
    );
    const again = { ...p.clerks[0], signer: second.signer };
    const pause = await p.pause('running', 1, [p.clerks[0], again]);
    expect(pause.signatures).toHaveLength(2);
    expect(await code(trust, pause)).toBe('needs-more-signatures');
    expect(
      await clerksWhoSigned(trust.roster?.statement as RosterStatement, pause, siteOf(trust.root)),
    ).toEqual(['clerk-1']);
  });

  test('lower epochs, forks and gaps are refused; the accepted chain is not', async () => {
    const [operator, , clerk] = people() as [Person, Person, Person];
    const second = await nextRoster({ people: [operator, clerk] }, [p.clerks[0]]);
    const trust = must(await advanceTrust(p.trust, second, TEST_NOW));
    expect(must(await advanceTrust(trust, p.envelopes.roster, TEST_NOW))).toBe(trust);
    expect(await code(trust, await nextRoster({}, [p.clerks[0]]))).toBe('fork');
    const other = await signed(rosterStatement(people(), { issuedAt: TEST_NOW - 9 }), p.bootstrap.signer);
    expect(await code(trust, other)).toBe('older');
    expect(await code(p.trust, await nextRoster({ epoch: 3 }, p.clerks))).toBe('gap');
    expect(await code(p.trust, await nextRoster({ previous: 'A'.repeat(43) }, p.clerks))).toBe('gap');
  });

  test('holds for at most 30 days, and can be renewed by its clerks after it has expired', async () => {
    const issuedAt = TEST_NOW;
    const late = { issuedAt, expiresAt: issuedAt + 30 * DAY + 1 };
    expect(await code(p.trust, await nextRoster(late, p.clerks))).toBe('wrong-validity');
    expect(await code(p.trust, await nextRoster({ issuedAt, expiresAt: issuedAt }, p.clerks))).toBe(
      'wrong-validity',
    );
    const after = TEST_NOW + 60 * DAY;
    const renewed = { issuedAt: after, expiresAt: after + 30 * DAY };
    expect(await code(p.trust, await nextRoster(renewed, p.clerks), after)).toBe('ok');
  });

  test('has a clerk, each person once, each key once, and people’s keys only', async () => {
    const [operator, supervisor, ...clerks] = people() as [Person, Person, Person, Person];
    const software = await makePerson('operator-2', ['operator'], 'software');
    const service = { ...software.person, keys: [(await makeService()).key] };
    for (const [changed, refusal] of [
      [[operator, supervisor], 'unsound-roster'],
      [[operator, operator, ...clerks], 'unsound-roster'],
      [[operator, { ...supervisor, keys: operator.keys }, ...clerks], 'unsound-roster'],
      [[...people(), software.person], 'key-not-allowed'],
      [[...people(), service], 'key-not-allowed'],
    ] as const)
      expect(await code(p.trust, await nextRoster({ people: [...changed] }, p.clerks))).toBe(refusal);
  });
});

describe('the pause', () => {
  test('any one clerk pauses; two different ones resume', async () => {
    const roster = p.trust.roster?.statement as RosterStatement;
    expect(await code(p.trust, await p.pause('paused', 1, [p.supervisor]))).toBe('not-signed');
    const paused = must(await advanceTrust(p.trust, await p.pause('paused', 1, [p.clerks[1]]), TEST_NOW));
    const half = await p.pause('running', 2, [p.clerks[0]]);
    expect(await code(paused, half)).toBe('needs-more-signatures');
    expect(clerksNeeded(roster, { kind: 'pause', state: 'running' } as never, false)).toBe(2);
    const resumed = must(await advanceTrust(paused, await p.pause('running', 2, p.clerks), TEST_NOW));
    expect(programmeState(resumed, TEST_NOW)).toBe('running');
    expect(await code(resumed, await p.pause('paused', 1, [p.clerks[1]], TEST_NOW - 1))).toBe('older');
    expect(await code(resumed, await p.pause('paused', 2, [p.clerks[1]]))).toBe('fork');
  });

  test('an expired roster can still pause, and not resume', async () => {
    const late = TEST_NOW + 40 * DAY;
    expect(await code(p.trust, await p.pause('paused', 1, [p.clerks[0]], late), late)).toBe('ok');
    expect(await code(p.trust, await p.pause('running', 1, p.clerks, late), late)).toBe('roster-expired');
  });

  test('a newcomer honours a pause whose clerk was struck off since, and a resumption only of clerks in force', async () => {
    const second = await nextRoster({ people: people().filter((x) => x.id !== 'clerk-2') }, [p.clerks[0]]);
    const { programme, policy, roster } = p.envelopes;
    const bundle = { rosters: [roster, second], programme, policy };
    const fresh = must(await openTrust(p.envelopes.root));
    const paused = await p.pause('paused', 1, [p.clerks[1]]);
    const taken = await advanceTrustBundle(fresh, { ...bundle, pause: paused }, TEST_NOW);
    expect(taken.refusals).toEqual([]);
    expect(taken.trust.pause?.hash).toBe(await statementHash(paused));
    const resumed = await p.pause('running', 2, p.clerks);
    const after = await advanceTrustBundle(taken.trust, { ...bundle, pause: resumed }, TEST_NOW);
    expect(after.refusals.map((r) => r.code)).toEqual(['needs-more-signatures']);
    expect(programmeState(after.trust, TEST_NOW)).toBe('paused');
  });
});
