import { makePerson, makeProgramme, TEST_NOW, type TestProgramme } from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Area,
  allCookies,
  CALLERS,
  type Caller,
  joinWithGateway,
  signInPerson,
  strikeOff,
} from '../test/callers.ts';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

const OPERATORS = ['operator', 'supervisor'] as const;
const ANYBODY = CALLERS;
const REQUEST = '0'.repeat(32);

/** A row for each way into the hub: who gets past the door, and what they are told when they come empty-handed. */
const ROWS: readonly (readonly [door: string, callers: readonly Caller[], status: number])[] = [
  ['GET /', ANYBODY, 200],
  ['GET /*', ANYBODY, 404],
  ['GET /console', ANYBODY, 200],
  ...['owner', 'clerk', 'start', 'invite', 'demo', 'public', 'no-view'].map(
    (page) => [`GET /${page}`, ANYBODY, 404] as const,
  ),
  ['GET /map/city.pmtiles', ANYBODY, 200],
  ['GET /healthz', ANYBODY, 200],
  ['GET /frontz', ANYBODY, 200],
  ['GET /readyz', ANYBODY, 200],
  ['GET /metrics', ANYBODY, 200],
  ['GET /log/*', ANYBODY, 404],
  ['GET /api/site', ANYBODY, 200],
  ['GET /api/waiver', ANYBODY, 200],
  ['GET /api/papers', ANYBODY, 200],
  ...(['console', 'owner', 'clerk'] as const).flatMap((area) => [
    [`POST /api/${area}/challenge`, ANYBODY, 400] as const,
    [`POST /api/${area}/sign-in`, ANYBODY, 400] as const,
  ]),
  ['POST /api/owner/join', ANYBODY, 400],
  ['POST /api/start', ANYBODY, 400],
  ['POST /api/start/challenge', ANYBODY, 409],
  ['POST /api/start/register', ANYBODY, 409],
  ['GET /api/invites/:inviteId', ANYBODY, 404],
  ['POST /api/invites/:inviteId', ANYBODY, 400],
  ['POST /api/invites/:inviteId/challenge', ANYBODY, 404],
  ['POST /api/no-view', ANYBODY, 400],
  ['POST /api/no-view/case', ANYBODY, 400],
  ['POST /api/no-view/withdraw', ANYBODY, 400],
  ['GET /api/no-view/numbers', ANYBODY, 200],
  ['GET /api/console/context', OPERATORS, 200],
  ['GET /api/console/incidents', OPERATORS, 200],
  ['POST /api/console/looks', OPERATORS, 400],
  ['POST /api/console/looks/:requestId/end', OPERATORS, 404],
  ['GET /api/owner/overview', ['owner'], 200],
  ['PUT /api/owner/profile', ['owner'], 400],
  ['POST /api/owner/consents', ['owner'], 400],
  ['GET /api/owner/receipts/:version', ['owner'], 404],
  ['GET /api/owner/looks/:requestId/:cameraId/proof', ['owner'], 404],
  ['POST /api/owner/gateway-codes', ['owner'], 400],
  ['POST /api/owner/boxes/:gatewayId/calls', ['owner'], 400],
  ['PUT /api/owner/opening-keys', ['owner'], 400],
  ['GET /api/owner/sealed-openings', ['owner'], 400],
  ['POST /api/owner/stop', ['owner'], 400],
  ['POST /api/owner/pause', ['owner'], 400],
  ['POST /api/owner/withdraw', ['owner'], 400],
  ['POST /api/owner/hosts/:hostId/take-in', ['owner'], 400],
  ['POST /api/owner/boxes/:gatewayId/leave', ['owner'], 400],
  ['POST /api/owner/asks/:askId', ['owner'], 400],
  ['GET /api/clerk/overview', ['clerk'], 200],
  ['POST /api/clerk/statements', ['clerk'], 400],
  ['POST /api/clerk/invites', ['clerk'], 400],
  ['DELETE /api/clerk/invites/:inviteId', ['clerk'], 404],
  ['GET /api/clerk/no-view', ['clerk'], 200],
  ['POST /api/clerk/no-view/:caseNumber/send-on', ['clerk'], 400],
  ['POST /api/clerk/no-view/:caseNumber/refuse', ['clerk'], 400],
  ['POST /api/clerk/no-view/:caseNumber/close', ['clerk'], 400],
  ['GET /api/clerk/audit', ['clerk'], 200],
  // Whoever sends nothing that is signed is told so, whoever it is: the signature is the door.
  ['POST /api/intake/incidents', ANYBODY, 400],
  ['POST /api/gateway/enrol', ANYBODY, 400],
  ['GET /api/audit/openings', ANYBODY, 401],
  ['GET /api/console/me', OPERATORS, 200],
  ['GET /api/owner/me', ['owner'], 200],
  ['GET /api/clerk/me', ['clerk'], 200],
  ['SOCKET /api/console/events', OPERATORS, 101],
  ['SOCKET /api/console/media', OPERATORS, 101],
  ['SOCKET /api/owner/events', ['owner'], 101],
  ['SOCKET /api/clerk/events', ['clerk'], 101],
  // Anybody may knock; without a proof of the key within five seconds it closes.
  ['SOCKET /api/gateway/control', ANYBODY, 101],
  ['SOCKET /api/gateway/media', ['gateway'], 101],
  ['SOCKET /api/host/control', ANYBODY, 101],
  // Last: they end the session that opened them.
  ['POST /api/console/sign-out', OPERATORS, 204],
  ['POST /api/owner/sign-out', ['owner'], 204],
  ['POST /api/clerk/sign-out', ['clerk'], 204],
];

let programme: TestProgramme;
let hub: TestHub;
let other: TestHub;
let hangUp: () => void;
let mediaToken: string;
const tokens: Partial<Record<Caller, string>> = {};
const foreign: Partial<Record<Area, string>> = {};

beforeAll(async () => {
  const former = await makePerson('operator-7', ['operator'], 'software');
  programme = await makeProgramme({ synthetic: true, people: [former.person] });
  const elsewhere = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
  other = await startTestHub(elsewhere, TEST_NOW);
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  await other.call('POST', '/api/start', { body: { roster: elsewhere.envelopes.roster } });
  const joined = await joinWithGateway(hub);
  ({ mediaToken, hangUp } = joined);
  tokens.owner = joined.owner;
  tokens.operator = await signInPerson(hub, 'console', programme.operator);
  tokens.supervisor = await signInPerson(hub, 'console', programme.supervisor);
  tokens.clerk = await signInPerson(hub, 'clerk', programme.clerks[0]);
  tokens['struck-off'] = await signInPerson(hub, 'console', former);
  await strikeOff(hub, programme, tokens.clerk, 'operator-7');
  tokens.gateway = mediaToken;
  foreign.console = await signInPerson(other, 'console', elsewhere.operator);
  foreign.clerk = await signInPerson(other, 'clerk', elsewhere.clerks[0]);
  const strangers = await joinWithGateway(other);
  strangers.hangUp();
  foreign.owner = strangers.owner;
});
afterAll(async () => {
  hangUp();
  await hub.close();
  await other.close();
});

function cookieOf(caller: Caller): string {
  if (caller !== 'other-programme') return allCookies(tokens[caller]);
  return Object.entries(foreign)
    .map(([area, token]) => `porchlight_${area}=${token}`)
    .join('; ');
}

const pathOf = (path: string): string =>
  path
    .replace(':requestId', REQUEST)
    .replace(':cameraId', 'cam-0')
    .replace(':inviteId', '0123456789abcdef')
    .replace(':version', '9')
    .replace('*', 'nothing');

/** The status of an upgrade: 101, or what it was refused with. */
function upgrade(path: string, caller: Caller): Promise<number> {
  const token = caller === 'gateway' ? mediaToken : (tokens[caller] ?? 'guess');
  const at = `${hub.server.url.replace('http', 'ws')}${path}${path.endsWith('media') ? `?token=${token}` : ''}`;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(at, { headers: { origin: hub.origin, cookie: cookieOf(caller) } });
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('unexpected-response', (_, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

async function knock(door: string, caller: Caller): Promise<number> {
  const [method = '', path = ''] = door.split(' ');
  if (method === 'SOCKET') return upgrade(path, caller);
  const headers = { origin: hub.origin, cookie: cookieOf(caller), authorization: `Bearer ${tokens[caller]}` };
  const answer = await fetch(`${hub.server.url}${pathOf(path)}`, { method, headers });
  await answer.arrayBuffer();
  return answer.status;
}

describe('every way into the hub', () => {
  it('has a row here and says whom it is for', () => {
    const doors = hub.server.doors.map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(doors)].sort()).toEqual(ROWS.map(([door]) => door).sort());
    expect(hub.server.doors.filter((door) => !door.for?.length)).toEqual([]);
  });

  it('declares as people exactly those whom its row lets in', () => {
    const people = new Set<string>(['owner', 'operator', 'supervisor', 'clerk']);
    for (const [row, callers] of ROWS) {
      const door = hub.server.doors.find(({ method, path }) => `${method} ${path}` === row);
      const declared = door?.for?.filter((one) => people.has(one)) ?? [];
      if (callers !== ANYBODY && callers[0] !== 'gateway') expect([row, declared]).toEqual([row, callers]);
      else expect([row, declared]).toEqual([row, []]);
    }
  });

  it.each(ROWS.map(([door, callers, status]) => ({ door, callers, status })))(
    '$door lets in its own and nobody else',
    async ({ door, callers, status }) => {
      for (const caller of CALLERS) {
        const expected = callers.includes(caller) ? status : 401;
        expect([caller, await knock(door, caller)]).toEqual([caller, expected]);
      }
    },
  );
});

describe('what machines send', () => {
  it('is taken as an incident only with the dispatch key’s signature', async () => {
    const now = hub.clock.now();
    const good = await programme.incident({ reportedAt: now, issuedAt: now });
    const false_ = { ...good, signatures: [] };
    const send = (envelope: unknown) =>
      hub.call('POST', '/api/intake/incidents', { origin: null, body: { envelope } });
    expect((await send(false_)).status).toBeGreaterThanOrEqual(400);
    expect((await send(good)).status).toBe(202);
  });
});
