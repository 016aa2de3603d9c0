import type { PersonId, ProgrammeId } from '@porchlight/domain';
import { DEFAULT_POLICY } from '@porchlight/policy';
import { type Envelope, keyIdOf, type Trust } from '@porchlight/statements';
import {
  incidentStatement,
  makePerson,
  makeProgramme,
  makeService,
  makeSigner,
  pausedTrust,
  signed,
  TEST_NOW,
  type TestProgramme,
  trustWithCedar,
  trustWithout,
  trustWithProgramme,
} from '@porchlight/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareLook } from './prepare-look.ts';
import type { PreparedLook } from './prepared-look.ts';
import { incidentRefusals } from './standing.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let p: TestProgramme;
let incident: Envelope;
beforeAll(async () => {
  p = await makeProgramme();
  incident = await p.incident();
});

interface Papers {
  request?: Envelope;
  incidents?: Envelope[];
  trust?: Trust;
  now?: number;
}

async function prepare(papers: Papers = {}) {
  const incidents = papers.incidents ?? [incident];
  return prepareLook({
    log: 'before',
    trust: papers.trust ?? p.trust,
    now: papers.now ?? TEST_NOW,
    request: papers.request ?? (await p.request(incidents[0] as Envelope)),
    incidents,
  });
}

async function _look(papers: Papers = {}): Promise<PreparedLook> {
  const prepared = await prepare(papers);
  if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
  return prepared.look;
}

const codes = (verdict: { kind: string; refusals?: readonly { code: string }[] }): string[] | string =>
  verdict.refusals?.map((r) => r.code) ?? verdict.kind;

describe('attacks on the papers, each refused by its own name', () => {
  const request = (changes: object) => async () => ({ request: await p.request(incident, changes) });
  const attacks: [name: string, papers: () => Promise<Papers>, refusals: string[]][] = [
    ['a request that is not one', async () => ({ request: incident }), ['request-malformed']],
    ['a request of another programme', request({ programme: 'other' as ProgrammeId }), ['other-programme']],
    [
      'an operator who was struck off',
      async () => ({ trust: await trustWithout(p, 'operator-1') }),
      ['operator-unknown'],
    ],
    [
      'the key of another operator',
      async () => ({ request: await p.request(incident, {}, p.supervisor.signer) }),
      ['wrong-key'],
    ],
    [
      'a supervisor who is no operator',
      async () => ({
        request: await p.request(incident, { operatorId: 'supervisor-1' as PersonId }, p.supervisor.signer),
      }),
      ['not-operator'],
    ],
    ['a software key in a real programme', softwareOperator, ['software-key']],
    ['a passkey that can be copied', copiableOperator, ['key-can-be-copied']],
    [
      'a request changed after signing',
      async () => {
        const good = await p.request(incident);
        const longer = await p.request(incident, { minutes: 30 });
        return { request: { ...longer, signatures: good.signatures } };
      },
      ['wrong-key'],
    ],
    ['a request of a later roster', request({ rosterEpoch: 2 }), ['roster-behind']],
    [
      'an incident that is not one',
      async () => ({ incidents: [await p.request(incident)] }),
      ['incident-malformed'],
    ],
    [
      'an incident that dispatch did not sign',
      async () => {
        const forged = await signed(incidentStatement(), (await makeService()).signer);
        return { incidents: [forged] };
      },
      ['incident-forged'],
    ],
    [
      'an incident signed by the operator',
      async () => ({
        incidents: [await signed(incidentStatement(), p.operator.signer)],
      }),
      ['incident-forged'],
    ],
    [
      'a request signed for another state of the incident',
      async () => ({
        request: await p.request(incident),
        incidents: [await p.incident({ seq: 2, position: { lat: 32.31, lon: -90.2 } })],
      }),
      ['other-incident'],
    ],
    [
      'a newest statement of another incident',
      async () => ({
        incidents: [incident, await p.incident({ seq: 2, incidentId: 'inc-2' as never })],
      }),
      ['other-incident'],
    ],
    [
      'an older statement as the newest',
      async () => {
        const second = await p.incident({ seq: 2 });
        return { incidents: [second, incident] };
      },
      ['other-incident'],
    ],
    ['a milder class than was reported', request({ class: 'robbery' }), ['other-class']],
    ['an operator’s clock ten minutes behind', request({ issuedAt: TEST_NOW - 10 * MINUTE }), ['wrong-time']],
    ['an operator’s clock ten minutes ahead', request({ issuedAt: TEST_NOW + 10 * MINUTE }), ['wrong-time']],
    [
      'an incident from the future',
      async () => ({
        incidents: [await p.incident({ issuedAt: TEST_NOW + 5 * MINUTE })],
      }),
      ['wrong-time'],
    ],
    [
      'a closed incident',
      async () => ({ incidents: [incident, await p.incident({ seq: 2, status: 'closed' })] }),
      ['incident-closed'],
    ],
    [
      'an incident of yesterday',
      async () => ({
        incidents: [await p.incident({ reportedAt: TEST_NOW - DAY - MINUTE })],
      }),
      ['incident-too-old'],
    ],
    [
      'an incident outside the boundary',
      async () => ({
        incidents: [await p.incident({ position: { lat: 33, lon: -90.2 } })],
      }),
      ['outside-boundary'],
    ],
    [
      'a class that the policy does not list',
      async () => {
        const other = await p.incident({ class: 'arson' });
        return { incidents: [other], request: await p.request(other, { class: 'arson' }) };
      },
      ['class-not-listed'],
    ],
    ['more minutes than the policy allows', request({ minutes: 61 }), ['too-many-minutes']],
    ['a request under another policy', request({ policyHash: 'A'.repeat(43) }), ['other-policy']],
    ['a paused programme', async () => ({ trust: await pausedTrust(p) }), ['programme-paused']],
    [
      'a programme that has not started',
      async () => ({ trust: await trustWithProgramme(p, { startsAt: TEST_NOW + MINUTE }) }),
      ['programme-not-started'],
    ],
    [
      'a programme that is over',
      async () => ({ trust: await trustWithProgramme(p, { endsAt: TEST_NOW }) }),
      ['programme-over'],
    ],
    [
      'an expired roster',
      async () => {
        const later = TEST_NOW + 29 * DAY;
        const late = await p.incident({ reportedAt: later, issuedAt: later });
        return { incidents: [late], request: await p.request(late, { issuedAt: later }), now: later };
      },
      ['roster-expired'],
    ],
    [
      'no roster',
      async () => {
        const { roster: _, ...trust } = p.trust;
        return { trust };
      },
      ['roster-missing'],
    ],
    [
      'a policy that cannot be applied',
      async () => ({ trust: trustWithCedar(p, 'permit (principal, action, resource) when { true };') }),
      ['policy-unreadable', 'other-policy'],
    ],
    [
      'several at once',
      async () => ({
        trust: await pausedTrust(p),
        request: await p.request(incident, { minutes: 90 }),
        incidents: [incident, await p.incident({ seq: 2, status: 'closed' })],
      }),
      ['programme-paused', 'incident-closed', 'too-many-minutes'],
    ],
  ];

  test.each(attacks)('%s', async (_, papers, refusals) => {
    expect(codes(await prepare(await papers()))).toEqual(refusals);
  });

  test('each sentence carries its figures', async () => {
    const prepared = await prepare({ request: await p.request(incident, { minutes: 90 }) });
    expect(prepared).toMatchObject({
      refusals: [{ sentence: '90 minutes were asked for; the limit here is 60 minutes.' }],
    });
    const off = await prepare({ request: await p.request(incident, { issuedAt: TEST_NOW - 600_000 }) });
    expect(JSON.stringify(off)).toContain('signed 600 s away');
  });

  test('a rule of the council about looks as such is named before any camera is asked', async () => {
    const rule = `@id("N2") @section("7") @title("Ten minutes for burglaries.")
      forbid (principal, action, resource) unless { context.class != "burglary" || context.minutes <= 10 };`;
    const trust = trustWithCedar(p, DEFAULT_POLICY.cedar + rule);
    const request = await p.request(incident, { policyHash: trust.policy?.hash ?? '' });
    expect(await prepare({ trust, request })).toMatchObject({
      refusals: [{ code: 'policy-rule', sentence: 'Ten minutes for burglaries. (7)' }],
    });
  });
});

test('what stands against an incident is known before anybody asks', async () => {
  const open = incidentStatement();
  expect(incidentRefusals(p.trust, open, TEST_NOW)).toEqual([]);
  const arson = incidentStatement({ class: 'arson', status: 'closed' });
  expect(incidentRefusals(p.trust, arson, TEST_NOW).map((r) => r.code)).toEqual([
    'incident-closed',
    'class-not-listed',
  ]);
});

/** A roster cannot hold such a key (statements refuses it); the gate refuses it all the same. */
async function softwareOperator(): Promise<Papers> {
  return operatorWith(await makePerson('operator-1', ['operator'], 'software'));
}

async function copiableOperator(): Promise<Papers> {
  const signer = await makeSigner('passkey', false);
  expect(await keyIdOf(signer.key)).toBe(signer.signer.keyid);
  const person = { ...p.operator.person, keys: [signer.key] };
  return operatorWith({ ...signer, person });
}

async function operatorWith(operator: Awaited<ReturnType<typeof makePerson>>): Promise<Papers> {
  const { roster } = p.trust;
  if (!roster) throw new Error('no roster');
  const people = roster.statement.people.map((person) =>
    person.id === 'operator-1' ? operator.person : person,
  );
  const trust = { ...p.trust, roster: { ...roster, statement: { ...roster.statement, people } } };
  return { trust, request: await p.request(incident, {}, operator.signer) };
}
