import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_WEBHOOK_BYTES, WebhookReader } from './ring-webhook.ts';

const KEY = 'the-city’s-key';
const sign = (body: Buffer | string, key = KEY): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
const event = (changes: Record<string, unknown> = {}, meta: Record<string, unknown> = {}): string =>
  JSON.stringify({
    meta: { version: '1.1', request_id: 'r-1', account_id: 'ava1.ring.account.A', ...meta },
    data: {
      type: 'device_removed',
      attributes: { source: 'ava1.ring.device.D', source_type: 'devices', timestamp: 1771010883164 },
      ...changes,
    },
  });
const read = (body: string, signature: string | null = sign(body)) =>
  new WebhookReader(KEY).read(Buffer.from(body), signature ?? undefined);

const STRANGE = event({}, { account_id: '../x' });

describe('a webhook of Ring', () => {
  it('is read when the raw body is signed with the city’s key', () => {
    expect(read(event())).toEqual({
      kind: 'event',
      event: {
        type: 'device_removed',
        accountId: 'ava1.ring.account.A',
        source: 'ava1.ring.device.D',
        at: 1771010883164,
      },
    });
  });

  it.each([
    ['no signature', event(), null, 401],
    ['an empty one', event(), '', 401],
    ['another key’s', event(), sign(event(), 'other'), 401],
    ['one of another body', event(), sign(`${event()} `), 401],
    [
      'the nonce’s encoding',
      event(),
      `sha256=${createHmac('sha256', KEY).update(event()).digest('base64url')}`,
      401,
    ],
    ['no prefix', event(), sign(event()).slice(7), 401],
    ['upper case', event(), sign(event()).toUpperCase(), 401],
    ['more behind it', event(), `${sign(event())}00`, 401],
    ['a good one on what is no JSON', 'x', sign('x'), 400],
    ['a good one on JSON of another shape', '{"meta":{}}', sign('{"meta":{}}'), 400],
    ['an account that could leave a path', STRANGE, sign(STRANGE), 400],
  ])('with %s is refused', (_, body, signature, status) => {
    expect(read(body, signature)).toEqual({ kind: 'refused', status });
  });

  it('is refused for its size before anything is computed', () => {
    const body = Buffer.alloc(MAX_WEBHOOK_BYTES + 1, 0x20);
    expect(new WebhookReader(KEY).read(body, sign(body))).toEqual({ kind: 'refused', status: 413 });
  });

  it('counts once, whatever the account', () => {
    const reader = new WebhookReader(KEY);
    const first = Buffer.from(event());
    expect(reader.read(first, sign(first)).kind).toBe('event');
    expect(reader.read(first, sign(first)).kind).toBe('repeated');
    const second = Buffer.from(event({}, { request_id: 'r-2' }));
    expect(reader.read(second, sign(second)).kind).toBe('event');
  });

  it('of a kind we do not know is one to be ignored, not refused', () => {
    const body = event({ type: 'motion_detected' });
    expect(read(body)).toMatchObject({ kind: 'event', event: { type: 'other' } });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const body = Buffer.from(bytes);
        expect(['event', 'refused']).toContain(new WebhookReader(KEY).read(body, sign(body)).kind);
      }),
    );
  });
});
