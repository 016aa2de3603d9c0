import { createHmac } from 'node:crypto';
import type { OwnerId } from '@porchlight/domain';
import { TEST_NOW } from '@porchlight/testkit';
import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/gateway-world.ts';
import { type RingMember, RingPartner } from './ring-partner.ts';
import type { RingEvent } from './ring-webhook.ts';

const HMAC_KEY = 'hmac-key-of-the-city';
const SETTINGS = {
  clientId: 'c',
  clientSecret: 's',
  hmacKey: HMAC_KEY,
  apiUrl: '',
  tokenUrl: '',
  appUrl: '',
};
const TOKENS = { accessToken: 'a', refreshToken: 'r', expiresInMs: 1000 };

const logged: string[] = [];
const partner = (): RingPartner =>
  new RingPartner(SETTINGS, { clock: new TestClock(TEST_NOW), log: (event) => void logged.push(event) });

const member = (accountId: string, ownerId: string, heard: RingEvent[]): RingMember => ({
  exchange: () => Promise.resolve({ kind: 'ok', value: { accountId: 'account-9', tokens: TOKENS } }),
  heard: (event) => void heard.push(event),
  holderOf: (asked) => (asked === accountId ? (ownerId as OwnerId) : undefined),
});

function removed(accountId: string): [Buffer, string] {
  const meta = {
    version: 'v1.1',
    time: '2026-01-01T00:00:00Z',
    request_id: accountId,
    account_id: accountId,
  };
  const data = { id: 'x', type: 'app_integration_removed', attributes: { source: 'app', source_type: 'x' } };
  const body = Buffer.from(JSON.stringify({ meta, data }));
  return [body, `sha256=${createHmac('sha256', HMAC_KEY).update(body).digest('hex')}`];
}

describe('the part in Ring of a process with several gateways', () => {
  it('knows whose an account is at any of them, and no longer once that gateway has left', () => {
    const ring = partner();
    ring.join(member('account-1', 'owner-1', []));
    const leave = ring.join(member('account-2', 'owner-2', []));
    expect(ring.holderOf('account-2')).toBe('owner-2');
    expect(ring.holderOf('account-3')).toBeUndefined();
    leave();
    expect(ring.holderOf('account-2')).toBeUndefined();
  });

  it('takes a code while any gateway is there, for whoever brings its nonce', async () => {
    const ring = partner();
    expect(await ring.takeCode('code')).toBe(false);
    ring.join(member('account-1', 'owner-1', []));
    expect(await ring.takeCode('code')).toBe(true);
    const nonce = createHmac('sha256', HMAC_KEY).update(`${TEST_NOW}:account-9`).digest('base64url');
    expect(ring.unclaimed.claim(nonce, TEST_NOW)).toMatchObject({ accountId: 'account-9', tokens: TOKENS });
    expect(ring.unclaimed.claim(nonce, TEST_NOW)).toBeUndefined();
  });

  it('tells every gateway what Ring says, though one of them fails over it', () => {
    const ring = partner();
    const heard: RingEvent[] = [];
    ring.join({
      ...member('account-1', 'owner-1', []),
      heard: () => {
        throw new Error('broken');
      },
    });
    ring.join(member('account-2', 'owner-2', heard));
    expect(ring.takeWebhook(...removed('account-2')).kind).toBe('event');
    expect(heard.map(({ type, accountId }) => [type, accountId])).toEqual([
      ['app_integration_removed', 'account-2'],
    ]);
    expect(logged).toContain('fault');
    expect(ring.takeWebhook(...removed('account-2')).kind).toBe('repeated');
    expect(heard).toHaveLength(1);
  });
});
