import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readWebhook, webhookFeed } from './webhook.ts';

const NOW = Date.UTC(2026, 6, 1, 19);
const SECRET = 'a-secret-of-enough-length';
const FEEDS = [
  { name: 'eido-only' },
  { name: 'other', webhookSecret: 'another-secret-here' },
  { name: 'cad', webhookSecret: SECRET },
];
const CALL = {
  call: '26-1',
  nature: 'BURG',
  status: 'open',
  position: { lat: 32.3, lon: -90.18 },
  place: '100 Test Street',
  reportedAt: '2026-07-01T13:59:00-05:00',
  update: 1,
};
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

function header(body: Uint8Array, at = NOW, secret = SECRET): string {
  const t = Math.floor(at / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`;
}

describe('the signature of a webhook', () => {
  const body = bytes(CALL);
  test('names the feed whose secret signed', () => {
    expect(webhookFeed(header(body), body, FEEDS, NOW)).toBe('cad');
    expect(webhookFeed(header(body, NOW, 'another-secret-here'), body, FEEDS, NOW)).toBe('other');
  });

  test('holds for 300 s either way', () => {
    expect(webhookFeed(header(body, NOW - 300_000), body, FEEDS, NOW)).toBe('cad');
    expect(webhookFeed(header(body, NOW + 300_000), body, FEEDS, NOW)).toBe('cad');
    expect(webhookFeed(header(body, NOW - 301_000), body, FEEDS, NOW)).toBeUndefined();
    expect(webhookFeed(header(body, NOW + 301_000), body, FEEDS, NOW)).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['none', undefined],
    ['two', [header(body), header(body)]],
    ['another secret', header(body, NOW, 'wrong-secret-of-length')],
    ['another body', header(bytes('{}'))],
    ['another time under the same digest', header(body).replace(/t=\d+/, `t=${NOW / 1000 + 1}`)],
    ['upper case', header(body).toUpperCase()],
    ['something after it', `${header(body)},v0=1`],
  ])('does not hold with %s', (_, given) => {
    expect(webhookFeed(given, body, FEEDS, NOW)).toBeUndefined();
  });
});

describe('the body of a webhook', () => {
  test('becomes a report', () => {
    expect(readWebhook('cad', bytes(CALL))).toEqual({
      kind: 'report',
      report: { ...CALL, feed: 'cad', reportedAt: Date.UTC(2026, 6, 1, 18, 59) },
    });
  });

  test.each<[string, unknown, string, string | undefined]>([
    ['not JSON', 'call=1', 'malformed', undefined],
    ['a key twice', '{"call":"1","call":"2"}', 'malformed', 'call'],
    ['no call', { ...CALL, call: '' }, 'malformed', 'call'],
    ['an unknown status', { ...CALL, status: 'pending' }, 'unknown-status', 'status'],
    ['a latitude off the globe', { ...CALL, position: { lat: 91, lon: 0 } }, 'malformed', 'position.lat'],
    ['a position as text', { ...CALL, position: '32.3,-90' }, 'malformed', 'position'],
    ['a time without zone', { ...CALL, reportedAt: '2026-07-01T13:59:00' }, 'malformed', 'reportedAt'],
    ['update 0', { ...CALL, update: 0 }, 'malformed', 'update'],
    ['half an update', { ...CALL, update: 1.5 }, 'malformed', 'update'],
    ['a long nature', { ...CALL, nature: 'X'.repeat(33) }, 'malformed', 'nature'],
    ['a field that is not declared', { ...CALL, caller: '555' }, 'malformed', undefined],
  ])('with %s is refused by name', (_, value, code, field) => {
    const outcome = readWebhook('cad', bytes(value));
    expect(outcome).toMatchObject({ kind: 'refused', code });
    expect(outcome.kind === 'refused' && outcome.field).toBe(field);
  });

  test('carries no control characters and no broken characters into a statement', () => {
    const text = JSON.stringify({ ...CALL, place: 'A\u001b[31m\r\nB\u202e' }).replace('100', '');
    expect(readWebhook('cad', bytes(text))).toMatchObject({ report: { place: 'A [31m B' } });
    const lone = JSON.stringify({ ...CALL, nature: 'BURG', place: '' }).replace(
      '"place":""',
      '"place":"x\\ud800y"',
    );
    expect(readWebhook('cad', bytes(lone))).toMatchObject({ report: { place: 'xy' } });
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json().map(bytes)), (body) => {
        expect(readWebhook('f', body).kind).toBe('refused');
      }),
    );
  });
});
