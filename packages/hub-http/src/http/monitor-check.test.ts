import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { monitorCheck } from './monitor-check.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as FastifyRequest;
const TOKEN = 'a-token-of-the-monitoring';

describe('who may read the figures', () => {
  it.each([
    ['127.0.0.1', {}, true],
    ['::1', {}, true],
    ['::ffff:127.0.0.1', {}, true],
    ['192.0.2.1', {}, false],
    ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, false],
    ['127.0.0.1', { forwarded: 'for=192.0.2.1' }, false],
    ['127.0.0.1', { via: '1.1 proxy' }, false],
  ])('without a token, %s with %o: %s', (address, headers, allowed) => {
    expect(monitorCheck(undefined)(from(address, headers))).toBe(allowed);
  });

  it.each([
    [`Bearer ${TOKEN}`, true],
    [`Bearer ${TOKEN}x`, false],
    ['Bearer ', false],
    [`Basic ${TOKEN}`, false],
    ['', false],
  ])('with a token, “%s”: %s, from wherever', (authorization, allowed) => {
    const check = monitorCheck(TOKEN);
    expect(check(from('192.0.2.1', { authorization }))).toBe(allowed);
    expect(check(from('127.0.0.1', { authorization }))).toBe(allowed);
  });
});
