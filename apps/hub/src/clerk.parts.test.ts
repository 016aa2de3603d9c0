import type { ClerkOverview, IncidentView } from '@porchlight/contract';
import { keyIdOf, type Person, statementHash } from '@porchlight/statements';
import {
  makeProgramme,
  makeSigner,
  rosterStatement,
  signed,
  TEST_NOW,
  type TestPerson,
  type TestProgramme,
} from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

let programme: TestProgramme;
let hub: TestHub;
let cookies: { first: string; second: string; operator: string };

beforeAll(async () => {
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  const [first, second] = programme.clerks;
  cookies = {
    first: await signIn('clerk', first),
    second: await signIn('clerk', second),
    operator: await signIn('console', programme.operator),
  };
});
afterAll(() => hub.close());

async function signIn(area: string, person: TestPerson): Promise<string> {
  const notice = { purpose: 'sign-in', noticeAccepted: true };
  const { body } = await hub.call('POST', `/api/${area}/challenge`, { body: notice });
  const { challenge } = body as { challenge: string };
  const label = Buffer.from('porchlight/sign-in/v1\0');
  const bytes = new Uint8Array(Buffer.concat([label, Buffer.from(challenge, 'base64url')]));
  const { sig: signature } = await person.signer.sign(bytes);
  const post = { kind: 'software', challenge, keyid: await keyIdOf(person.key), signature };
  return (await hub.call('POST', `/api/${area}/sign-in`, { body: post })).cookie ?? '';
}

const post = (cookie: string, envelope: unknown) =>
  hub.call('POST', '/api/clerk/statements', { cookie, body: { envelope } });

async function overview(): Promise<ClerkOverview> {
  return (await hub.call('GET', '/api/clerk/overview', { cookie: cookies.first })).body as ClerkOverview;
}

async function queue(): Promise<IncidentView[]> {
  const answer = await hub.call('GET', '/api/console/incidents', { cookie: cookies.operator });
  return answer.body as IncidentView[];
}

describe('the clerk', () => {
  it('sees the programme, the rules in force and the people', async () => {
    const view = await overview();
    expect(view).toMatchObject({
      me: { personId: 'clerk-1' },
      programme: { state: 'running', synthetic: true },
      pause: { sequence: 0, state: 'running' },
      roster: { epoch: 1 },
    });
    expect(view.policy.rules.length).toBeGreaterThan(3);
    expect(view.roster.people.map((person) => person.id)).toContain('operator-1');
  });

  it('pauses alone, at once, and every incident says so', async () => {
    const now = hub.clock.now();
    const incident = await programme.incident({ reportedAt: now, issuedAt: now });
    await hub.call('POST', '/api/intake/incidents', { origin: null, body: { envelope: incident } });
    expect((await queue())[0]?.blocked).toEqual([]);
    const pause = await programme.pause('paused', 1, [programme.clerks[0]], now);
    expect((await post(cookies.first, pause)).body).toEqual({ kind: 'in-force', needs: 1 });
    expect((await queue())[0]?.blocked).toEqual([
      'The programme is paused; no camera opens until two clerks resume it.',
    ]);
    expect((await overview()).programme.state).toBe('paused');
  });

  it('resumes only when a second clerk has signed, too', async () => {
    const now = hub.clock.now();
    const [first, second] = programme.clerks;
    const one = await programme.pause('running', 2, [first], now);
    expect((await post(cookies.first, one)).body).toEqual({ kind: 'pending', needs: 2 });
    expect((await overview()).pending).toMatchObject([{ kind: 'pause', signedBy: ['clerk 1'], needs: 2 }]);
    const again = await post(cookies.first, one);
    expect(again.body).toEqual({ kind: 'pending', needs: 2 });
    const other = await programme.pause('running', 2, [second], now);
    expect((await post(cookies.second, other)).body).toEqual({ kind: 'in-force', needs: 2 });
    const view = await overview();
    expect(view).toMatchObject({ programme: { state: 'running' }, pending: [] });
  });

  it('cannot hand in what another clerk signed, nor an operator anything', async () => {
    const other = await programme.pause('paused', 3, [programme.clerks[1]], hub.clock.now());
    expect((await post(cookies.first, other)).body).toMatchObject({ code: 'other-person' });
    expect((await post(cookies.operator.replace('console', 'clerk'), other)).status).toBe(401);
  });

  it('invites somebody by a link that works once', async () => {
    const invite = { name: 'Operator 2', roles: ['operator'] };
    const made = await hub.call('POST', '/api/clerk/invites', { cookie: cookies.first, body: invite });
    const { inviteId, path } = made.body as { inviteId: string; path: string };
    const secret = path.split('.')[1] ?? '';
    expect((await hub.call('GET', `/api/invites/${inviteId}`)).body).toEqual(invite);
    const { key } = await makeSigner('software');
    const use = (text: string) =>
      hub.call('POST', `/api/invites/${inviteId}`, {
        body: { secret: text, key: { kind: 'software', key } },
      });
    expect((await use('A'.repeat(43))).body).toMatchObject({ code: 'invite-closed' });
    expect((await use(secret)).body).toMatchObject({ key });
    expect((await use(secret)).body).toMatchObject({ code: 'invite-closed' });
    expect((await overview()).invites).toMatchObject([{ inviteId, key }]);
  });

  it('strikes an operator off alone, and that operator’s session ends', async () => {
    expect((await hub.call('GET', '/api/console/me', { cookie: cookies.operator })).status).toBe(200);
    const people = (await overview()).roster.people.filter((p: Person) => p.id !== 'operator-1');
    const { expiresAt } = (await overview()).roster;
    const next = rosterStatement(people, {
      epoch: 2,
      previous: await statementHash(programme.envelopes.roster),
      issuedAt: hub.clock.now(),
      expiresAt,
    });
    const envelope = await signed(next, programme.clerks[0].signer);
    expect((await post(cookies.first, envelope)).body).toEqual({ kind: 'in-force', needs: 1 });
    const me = await hub.call('GET', '/api/console/me', { cookie: cookies.operator });
    expect(me).toMatchObject({ status: 401, body: { code: 'struck-off' } });
  });

  it('reads each of these acts in the audit', async () => {
    const page = await hub.call('GET', '/api/clerk/audit', { cookie: cookies.first });
    const acts = (page.body as { rows: { act: string }[] }).rows.map((row) => row.act);
    for (const act of ['pause', 'pause-signed', 'roster', 'invite', 'key-registered', 'incident', 'sign-in'])
      expect(acts).toContain(act);
  });
});
