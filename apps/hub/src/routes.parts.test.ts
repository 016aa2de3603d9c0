import type { Me } from '@porchlight/contract';
import { keyIdOf } from '@porchlight/statements';
import {
  type AssertionFaults,
  makeProgramme,
  makeSigner,
  type SoftAuthenticator,
  softAuthenticator,
  TEST_NOW,
  TEST_ORIGIN,
  TEST_RP_ID,
  type TestProgramme,
} from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

let programme: TestProgramme;
let hub: TestHub;

beforeAll(async () => {
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
});
afterAll(() => hub.close());

/** Epoch 1 through the administrator's link, once. */
async function start(): Promise<void> {
  if (hub.hub.trust.roster === undefined) {
    const answer = await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
    expect(answer.status).toBe(204);
  }
}

async function challenge(area: string, noticeAccepted = true): Promise<string> {
  const { body } = await hub.call('POST', `/api/${area}/challenge`, {
    body: { purpose: 'sign-in', noticeAccepted },
  });
  return (body as { challenge: string }).challenge;
}

async function signIn(area: 'console' | 'clerk', person: TestProgramme['operator'], spoil = false) {
  const text = await challenge(area);
  const prefix = new TextEncoder().encode('porchlight/sign-in/v1\0');
  const bytes = Buffer.concat([prefix, Buffer.from(text, 'base64url')]);
  const { sig } = await person.signer.sign(new Uint8Array(spoil ? bytes.subarray(1) : bytes));
  const body = { kind: 'software', challenge: text, keyid: await keyIdOf(person.key), signature: sig };
  return hub.call('POST', `/api/${area}/sign-in`, { body });
}

describe('the hub over http', () => {
  it('says what it is before anybody signs in, and that it has not started', async () => {
    const { body, headers } = await hub.call('GET', '/api/site');
    expect(body).toMatchObject({ synthetic: true, started: false, demo: false, origin: TEST_ORIGIN });
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('takes the first roster once', async () => {
    await start();
    const again = await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
    expect(again).toMatchObject({ status: 409, body: { code: 'already-started' } });
  });

  it('refuses a changing call from another origin, or without one', async () => {
    for (const origin of ['https://elsewhere.example', null]) {
      const answer = await hub.call('POST', '/api/console/challenge', {
        origin,
        body: { purpose: 'sign-in', noticeAccepted: true },
      });
      expect(answer).toMatchObject({ status: 403, body: { code: 'wrong-origin' } });
    }
  });

  it('wants the use notice accepted before a log-on to the console', async () => {
    const answer = await hub.call('POST', '/api/console/challenge', {
      body: { purpose: 'sign-in', noticeAccepted: false },
    });
    expect(answer.body).toMatchObject({ code: 'notice-first' });
  });

  it('signs an operator in with a software key under a synthetic root, with a cookie for the console alone', async () => {
    await start();
    const answer = await signIn('console', programme.operator);
    expect(answer.status).toBe(200);
    expect((answer.body as Me).id).toBe('operator-1');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^porchlight_console=[\w-]{43}; Path=\/api\/console; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
    );
    const me = await hub.call('GET', '/api/console/me', { cookie: answer.cookie ?? '' });
    expect(me.status).toBe(200);
    const asClerk = (answer.cookie ?? '').replace('console', 'clerk');
    expect((await hub.call('GET', '/api/clerk/me', { cookie: asClerk })).status).toBe(401);
    await hub.call('POST', '/api/console/sign-out', { cookie: answer.cookie ?? '' });
    expect((await hub.call('GET', '/api/console/me', { cookie: answer.cookie ?? '' })).status).toBe(401);
  });

  it('does not let an operator into the clerk’s area', async () => {
    await start();
    expect((await signIn('clerk', programme.operator)).body).toMatchObject({ code: 'unknown-key' });
    hub.clock.advance(16 * 60_000);
  });

  it('uses a challenge once', async () => {
    await start();
    const text = await challenge('console');
    const keyid = await keyIdOf(programme.operator.key);
    const body = { kind: 'software', challenge: text, keyid, signature: 'A'.repeat(86) };
    expect((await hub.call('POST', '/api/console/sign-in', { body })).body).toMatchObject({
      code: 'bad-signature',
    });
    expect((await hub.call('POST', '/api/console/sign-in', { body })).body).toMatchObject({
      code: 'challenge-used',
    });
    hub.clock.advance(16 * 60_000);
  });

  it('locks an idle console after thirty minutes', async () => {
    await start();
    const { cookie = '' } = await signIn('console', programme.operator);
    hub.clock.advance(31 * 60_000);
    expect((await hub.call('GET', '/api/console/me', { cookie })).body).toMatchObject({
      code: 'idle-locked',
    });
  });

  it('locks for ten minutes after five failures, then lets in again', async () => {
    await start();
    for (let n = 0; n < 4; n++)
      expect((await signIn('console', programme.operator, true)).body).toMatchObject({
        code: 'bad-signature',
      });
    expect((await signIn('console', programme.operator, true)).status).toBe(429);
    expect((await signIn('console', programme.operator)).body).toMatchObject({ code: 'locked' });
    hub.clock.advance(10 * 60_000 + 1);
    expect((await signIn('console', programme.operator)).status).toBe(200);
  });

  it('names the field of a malformed call and drops unknown ones as malformed', async () => {
    const answer = await hub.call('POST', '/api/console/challenge', {
      body: { purpose: 'sign-in', noticeAccepted: 'yes' },
    });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'malformed', field: 'noticeAccepted' });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('refuses a body over its limit before reading it all', async () => {
    const answer = await hub.call('POST', '/api/start', { body: { roster: 'x'.repeat(300 * 1024) } });
    expect(answer.body).toMatchObject({ code: 'too-large' });
  });

  it('serves pages uncached, hashed assets for ever, and the map by ranges', async () => {
    const page = await hub.call('GET', '/console');
    expect(page.body).toContain('console');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const asset = await hub.call('GET', '/assets/a-1234.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    const range = await fetch(`${hub.server.url}/map/city.pmtiles`, { headers: { range: 'bytes=0-6' } });
    expect(range.status).toBe(206);
    expect(await range.text()).toBe('PMTiles');
    expect((await hub.call('GET', '/nothing')).body).toMatchObject({ code: 'not-found' });
    expect((await hub.call('GET', '/..%2fstate')).status).toBeGreaterThanOrEqual(400);
  });

  it('writes every log-on and failure into the audit, newest first', async () => {
    await start();
    const clerk = await signIn('clerk', programme.clerks[0]);
    const page = await hub.call('GET', '/api/clerk/audit', { cookie: clerk.cookie ?? '' });
    const acts = (page.body as { rows: { act: string; seq: number }[] }).rows;
    expect(acts[0]).toMatchObject({ act: 'sign-in', actor: 'clerk-1' });
    expect(acts.map((row) => row.act)).toContain('sign-in-failed');
    expect(acts.map((row) => row.seq)).toEqual([...acts.map((row) => row.seq)].sort((a, b) => b - a));
  });
});

describe('a programme that is not synthetic', () => {
  it('signs a passkey in once, and refuses a software key, a stranger’s key and a spoiled assertion', async () => {
    const device = await softAuthenticator({ origin: TEST_ORIGIN, rpId: TEST_RP_ID });
    const person = {
      id: 'operator-9' as never,
      name: 'Operator 9',
      roles: ['operator' as const],
      keys: [device.key],
    };
    const real = await makeProgramme({ people: [person] });
    const other = await startTestHub(real, TEST_NOW);
    const attempt = async (authenticator: SoftAuthenticator, faults?: AssertionFaults) => {
      const notice = { purpose: 'sign-in', noticeAccepted: true };
      const { body } = await other.call('POST', '/api/console/challenge', { body: notice });
      const { challenge } = body as { challenge: string };
      const assertion = await authenticator.assert(Buffer.from(challenge, 'base64url'), faults);
      const { credentialId } = authenticator.key;
      const post = { kind: 'passkey', challenge, credentialId, ...assertion };
      return other.call('POST', '/api/console/sign-in', { body: post });
    };
    try {
      await other.call('POST', '/api/start', { body: { roster: real.envelopes.roster } });
      const software = await makeSigner('software');
      const join = { name: 'House 12', email: '', key: { kind: 'software', key: software.key } };
      const joined = await other.call('POST', '/api/owner/join', { body: join });
      expect(joined).toMatchObject({ status: 403, body: { code: 'software-key' } });
      const stranger = await softAuthenticator({ origin: TEST_ORIGIN, rpId: TEST_RP_ID });
      expect((await attempt(stranger)).body).toMatchObject({ code: 'unknown-key' });
      expect((await attempt(device, { origin: 'https://phish.example' })).body).toMatchObject({
        code: 'bad-signature',
      });
      expect(await attempt(device)).toMatchObject({ status: 200, body: { id: 'operator-9' } });
    } finally {
      await other.close();
    }
  });
});
