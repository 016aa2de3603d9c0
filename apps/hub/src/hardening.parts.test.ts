import { connect } from 'node:net';
import { MAX_CONTROL_MESSAGE_BYTES, MAX_MEDIA_MESSAGE_BYTES } from '@porchlight/contract';
import { makeProgramme, TEST_NOW, type TestProgramme } from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { joinWithGateway, signInPerson } from '../test/callers.ts';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

const PATIENCE = { headers: 300, request: 600, idle: 900, proof: 300 };
const BIG = 300 * 1024;

let programme: TestProgramme;
let hub: TestHub;
let strict: TestHub;
let mediaToken: string;
let hangUp: () => void;
const cookies = { owner: '', console: '', clerk: '' };

beforeAll(async () => {
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW, undefined, { patience: PATIENCE });
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  // Limits by address are twenty times wider in a synthetic programme.
  strict = await startTestHub(await makeProgramme(), TEST_NOW);
  const joined = await joinWithGateway(hub);
  ({ mediaToken, hangUp } = joined);
  cookies.owner = `porchlight_owner=${joined.owner}`;
  cookies.console = `porchlight_console=${await signInPerson(hub, 'console', programme.operator)}`;
  cookies.clerk = `porchlight_clerk=${await signInPerson(hub, 'clerk', programme.clerks[0])}`;
});
afterAll(async () => {
  hangUp();
  await hub.close();
  await strict.close();
});

describe('headers', () => {
  it.each([
    ['a page', 'GET', '/console', 200],
    ['a script', 'GET', '/assets/a-1234.js', 200],
    ['the map', 'GET', '/map/city.pmtiles', 200],
    ['public facts', 'GET', '/api/site', 200],
    ['the public log', 'GET', '/log/checkpoint', 200],
    ['the papers', 'GET', '/api/papers', 200],
    ['figures', 'GET', '/metrics', 200],
    ['a page that is not there', 'GET', '/nothing', 404],
    ['a refusal for want of a session', 'GET', '/api/owner/me', 401],
    ['a refusal for another origin', 'POST', '/api/start', 403],
    ['a malformed call', 'POST', '/api/start', 400],
    ['a path that climbs', 'GET', '/..%2f..%2fetc/passwd', 400],
    ['a malformed address', 'GET', '/%', 400],
  ])('%s has the headers that keep a browser in', async (_what, method, path, status) => {
    const origin = status === 403 ? 'https://elsewhere.example' : hub.origin;
    const answer = await hub.call(method, path, { origin });
    expect(answer.status).toBe(status);
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'self'",
      "object-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const own = path.startsWith('/log/') ? 'cross-origin' : 'same-origin';
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': own,
      'strict-transport-security': 'max-age=31536000',
    });
    expect(answer.headers.get('server') ?? answer.headers.get('x-powered-by')).toBeNull();
  });

  it('only the public log and the papers are for other sites', async () => {
    const open: string[] = [];
    for (const { method, path } of hub.server.doors.filter((door) => door.method === 'GET')) {
      const at = path.replace('/log/*', '/log/checkpoint').replace('*', 'x');
      const { headers } = await hub.call(method, at, { origin: 'https://elsewhere.example' });
      if (headers.has('access-control-allow-origin')) open.push(path);
      expect(headers.has('access-control-allow-credentials')).toBe(false);
    }
    expect(open.sort()).toEqual(['/api/papers', '/log/*']);
  });
});

it('figures have only the lines of the format, and name nobody who is connected or known', async () => {
  const text = String((await hub.call('GET', '/metrics')).body);
  expect(text).toContain('\nporchlight_gateways_connected 1\n');
  expect(text).toContain('\nporchlight_database_up 1\n');
  expect(text).toContain('\nporchlight_jobs{state="due"} ');
  const line = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{(cause|state)="[a-z-]+"\})? (\d[\d.e+-]*|[+]Inf))$/;
  expect(
    text
      .trimEnd()
      .split('\n')
      .filter((one) => !line.test(one)),
  ).toEqual([]);
  const { store } = hub.hub.ports;
  const page = await store.audit.page(null, 100);
  const names = page.rows.flatMap(({ actor, subject }) => [actor, subject]).filter((name) => /\d/.test(name));
  expect(names.length).toBeGreaterThan(2);
  for (const name of names) expect(text).not.toContain(name);
});

describe('another site', () => {
  it('can call nothing that changes something, by any route for people or newcomers', async () => {
    const machines = new Set(['gateway', 'intake']);
    const doors = hub.server.doors.filter(
      (door) => !['GET', 'SOCKET'].includes(door.method) && !machines.has(door.for?.[0] ?? ''),
    );
    expect(doors.length).toBeGreaterThan(20);
    const cookie = Object.values(cookies).join('; ');
    for (const { method, path } of doors)
      for (const origin of ['https://elsewhere.example', `${hub.origin}.evil.example`, 'null', null]) {
        const { status, body } = await hub.call(method, path, { origin, cookie });
        expect([method, path, origin, status, body]).toMatchObject([
          method,
          path,
          origin,
          403,
          { code: 'wrong-origin' },
        ]);
      }
  });

  it('opens no socket of a signed-in person', async () => {
    const sockets = hub.server.doors.filter(
      (door) => door.method === 'SOCKET' && door.for?.[0] !== 'gateway',
    );
    expect(sockets).toHaveLength(4);
    const cookie = Object.values(cookies).join('; ');
    for (const { path } of sockets)
      for (const origin of ['https://elsewhere.example', 'null', undefined])
        expect([path, origin, await refusal(path, { cookie, ...(origin && { origin }) })]).toEqual([
          path,
          origin,
          403,
        ]);
  });
});

function refusal(path: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`${hub.server.url.replace('http', 'ws')}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => reject(new Error('it opened')));
    socket.once('unexpected-response', (_, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

describe('too much', () => {
  it.each([
    ['POST', '/api/start', BIG, undefined],
    ['POST', '/api/console/sign-in', BIG, undefined],
    ['POST', '/api/owner/join', BIG, undefined],
    ['POST', '/api/intake/incidents', BIG, undefined],
    ['POST', '/api/gateway/enrol', 17 * 1024, undefined],
    ['POST', '/api/owner/consents', BIG, 'owner'],
    ['POST', '/api/console/looks', BIG, 'console'],
    ['POST', '/api/clerk/statements', BIG, 'clerk'],
  ] as const)('a body over the limit to %s %s is refused', async (method, path, size, area) => {
    const body = { text: 'x'.repeat(size) };
    const { status, body: problem } = await hub.call(method, path, {
      body,
      ...(area && { cookie: cookies[area] }),
    });
    expect([status, problem]).toMatchObject([413, { code: 'too-large' }]);
  });

  it('a long body of somebody without a session is not even read', async () => {
    const { status } = await hub.call('POST', '/api/clerk/statements', { body: { text: 'x'.repeat(BIG) } });
    expect(status).toBe(401);
  });

  it.each([
    ['/api/console/events', 1025, 'console'],
    ['/api/owner/events', 1025, 'owner'],
    ['/api/clerk/events', 1025, 'clerk'],
    ['/api/console/media', 33 * 1024, 'console'],
    ['/api/gateway/control', MAX_CONTROL_MESSAGE_BYTES + 1, undefined],
    ['/api/gateway/media?token=', MAX_MEDIA_MESSAGE_BYTES + 1, undefined],
  ] as const)('a message over the limit closes %s with 1009', async (path, size, area) => {
    const at = `${hub.server.url.replace('http', 'ws')}${path}${path.endsWith('=') ? mediaToken : ''}`;
    const headers = area ? { origin: hub.origin, cookie: cookies[area] } : {};
    const socket = new WebSocket(at, { headers });
    const code = await new Promise<number>((resolve, reject) => {
      socket.on('error', reject);
      socket.once('open', () => socket.send(Buffer.alloc(size)));
      socket.once('close', resolve);
    });
    expect(code).toBe(1009);
  });

  it('headers of more than 16 KB are refused', async () => {
    const answer = await fetch(`${hub.server.url}/api/site`, { headers: { 'x-much': 'x'.repeat(17_000) } });
    expect(answer.status).toBe(431);
  });
});

/** Speaks to the port by hand; answers what came back once the other side has hung up. */
function speak(...parts: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(hub.server.url);
  const socket = connect(Number(port), hostname);
  let said = '';
  for (const part of parts) socket.write(part);
  return new Promise((resolve, reject) => {
    socket.on('data', (data) => {
      said += data;
    });
    socket.on('close', () => resolve(said));
    socket.on('error', reject);
  });
}

describe('somebody slow', () => {
  it('who never ends the headers is sent away', async () => {
    expect(await speak('GET / HTTP/1.1\r\nHost: hub\r\n')).toContain(' 408 ');
  });

  it('who never ends the body is sent away', async () => {
    const head = `POST /api/start HTTP/1.1\r\nHost: hub\r\nOrigin: ${hub.origin}\r\n`;
    const said = await speak(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
    expect(said).toMatch(/^HTTP\/1.1 408 |^$/);
  });

  it('who says nothing at all is sent away', async () => {
    expect(await speak()).toContain(' 408 ');
  });

  it('who opens a gateway’s socket and proves nothing is closed with 4401', async () => {
    const socket = new WebSocket(`${hub.server.url.replace('http', 'ws')}/api/gateway/control`);
    expect(await new Promise<number>((resolve) => socket.once('close', resolve))).toBe(4401);
  });
});

describe('somebody who tries often', () => {
  it.each([
    ['log-on', '/api/console/challenge', 60],
    ['join', '/api/owner/join', 10],
    ['enrol', '/api/gateway/enrol', 20],
    ['intake', '/api/intake/incidents', 600],
  ])('at %s waits after the limit, and is told how long', async (_what, path, limit) => {
    let calls = 0;
    let answer = await strict.call('POST', path, { body: {} });
    // Time passes while the calls are made, and with it some are allowed again.
    for (; answer.status !== 429 && calls < 2 * limit; calls++)
      answer = await strict.call('POST', path, { body: {} });
    expect(answer).toMatchObject({ status: 429, body: { code: 'too-many' } });
    expect(calls).toBeGreaterThanOrEqual(limit - 1);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    strict.clock.advance(60_000);
    expect((await strict.call('POST', path, { body: {} })).status).toBe(400);
  });

  it('fails five times is locked out for ten minutes, the address too, and is told', async () => {
    const attempt = async () => {
      const notice = { purpose: 'sign-in', noticeAccepted: true };
      const { body } = await strict.call('POST', '/api/console/challenge', { body: notice });
      const { challenge } = body as { challenge: string };
      const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
      const post = { kind: 'software', challenge, keyid: key, signature: 'A'.repeat(86) };
      return strict.call('POST', '/api/console/sign-in', { body: post });
    };
    for (let n = 0; n < 4; n++) expect((await attempt()).body).toMatchObject({ code: 'unknown-key' });
    for (let n = 0; n < 2; n++) {
      const locked = await attempt();
      expect(locked).toMatchObject({ status: 429, body: { code: 'locked' } });
      expect(locked.headers.get('retry-after')).toBe('600');
    }
    strict.clock.advance(10 * 60_000 + 1);
    expect((await attempt()).body).toMatchObject({ code: 'unknown-key' });
  });
});
