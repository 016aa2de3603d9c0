import { expect, it } from 'vitest';
import type { Attestation } from './attestation.ts';
import { refuse } from './intake-refusal.ts';
import { intakeServer } from './intake-server.ts';

const TOKEN = 'an-eido-token-of-length';
const feeds = [{ name: 'cad', webhookSecret: 'a-webhook-secret-of-length', eidoToken: TOKEN }];
let taken = 0;
const attestation: Attestation = {
  take: async () => {
    taken += 1;
    return refuse('unavailable', 'this test takes nothing');
  },
};
const server = intakeServer({
  feeds,
  attestation,
  now: () => 0,
  log: () => undefined,
  standing: () => ({ hub: 'unreachable', waiting: 3 }),
});

/** Nobody gets past the two doors without a feed's secret; 400: past the door, nothing in the hand. */
const ROWS = [
  ['POST', '/webhook', {}, 401],
  ['POST', '/webhook', { 'porchlight-signature': `t=0,v1=${'0'.repeat(64)}` }, 401],
  ['POST', '/webhook', { authorization: `Bearer ${TOKEN}` }, 401],
  ['POST', '/eido', {}, 401],
  ['POST', '/eido', { authorization: `Bearer ${TOKEN}x` }, 401],
  ['POST', '/eido', { authorization: `Bearer ${TOKEN}` }, 400],
  ['GET', '/healthz', {}, 200],
  ['GET', '/readyz', {}, 503],
  ['GET', '/webhook', {}, 404],
  ['GET', '/', {}, 404],
] as const;

it('every way into the intake has a row here', () => {
  const paths = server.printRoutes({ commonPrefix: false }).match(/\/\w+ \([A-Z, ]+\)/g) ?? [];
  const doors = paths.map((line) => line.replace(', HEAD', '').replace(/(\S+) \((\w+)\)/, '$2 $1'));
  const known = ROWS.filter(([, , , status]) => status !== 404).map(([method, path]) => `${method} ${path}`);
  expect(doors.toSorted()).toEqual([...new Set(known)].toSorted());
});

it.each(ROWS)('%s %s with %o answers %i', async (method, url, headers, status) => {
  const before = taken;
  const answer = await server.inject({ method, url, headers, ...(method === 'POST' && { payload: '{}' }) });
  expect([answer.statusCode, taken]).toEqual([status, before]);
});
