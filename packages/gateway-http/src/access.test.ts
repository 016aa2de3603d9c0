import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Gateway, openGateway, openStateFiles, systemRandom } from '@porchlight/gateway-core';
import { TEST_NOW } from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestClock } from '../../gateway-core/test/gateway-world.ts';
import { type LocalPage, startLocalPage } from './local-page.ts';

/** Whoever reaches the port: nobody; a guessed cookie; a browser that logged on; the same with a wrong or the right token; a program. */
const CALLERS = ['nobody', 'guess', 'session', 'wrong-token', 'form', 'wrong-code', 'program'] as const;
type Caller = (typeof CALLERS)[number];
const BROWSER: readonly Caller[] = ['session', 'wrong-token', 'form'];
const LOG_ON = 303;

type Expected = (caller: Caller) => number;
const always =
  (status: number): Expected =>
  () =>
    status;
const browsers =
  (status: number): Expected =>
  (caller) =>
    BROWSER.includes(caller) ? status : LOG_ON;
const form =
  (status: number): Expected =>
  (caller) =>
    caller === 'form' ? status : LOG_ON;
const program =
  (status: number): Expected =>
  (caller) =>
    caller === 'program' || caller === 'form' ? status : 401;

/** A row for each route; what each caller gets who sends nothing but who they are. A form that is taken leads home (303) or back (400). */
const ROWS: readonly (readonly [door: string, expected: Expected])[] = [
  ['GET /style.css', always(200)],
  ['GET /healthz', always(200)],
  ['GET /readyz', always(503)],
  ['GET /log-on', always(200)],
  ['POST /log-on', always(403)],
  ['GET /', browsers(200)],
  ['GET /enrol', browsers(200)],
  ['GET /cameras/new', browsers(200)],
  ['GET /cameras/:cameraId/remove', browsers(303)],
  ['POST /enrol', form(400)],
  ['POST /cameras', form(400)],
  ['POST /cameras/:cameraId/remove', form(303)],
  ['POST /cameras/:cameraId/try', form(303)],
  ['POST /confirm', form(303)],
  ['POST /stop', form(303)],
  ['POST /pause', form(303)],
  [
    'GET /api/state',
    (caller) => (caller === 'session' || caller === 'wrong-token' ? 200 : program(200)(caller)),
  ],
  ['POST /api/enrol', program(400)],
  ['POST /api/cameras', program(400)],
  ['POST /api/pause', program(400)],
  ['POST /api/stop', program(200)],
];
/** Ends the session, so it comes last. */
const LAST: (typeof ROWS)[number] = ['POST /log-off', form(303)];

let dir: string;
let gateway: Gateway;
let page: LocalPage;
let session: { cookie: string; csrf: string };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-access-'));
  const clock = new TestClock(TEST_NOW);
  const files = await openStateFiles(dir);
  gateway = await openGateway(
    { hub: new URL('http://127.0.0.1:9'), allowCameraNets: [] },
    { files, clock, random: systemRandom, log: () => undefined },
  );
  const listen = { host: '127.0.0.1', port: 0 };
  const onFault = (error: unknown) => expect.unreachable(String(error));
  page = await startLocalPage({ gateway, listen, clock, name: 'Box', newCode: false, onFault });
  const body = new URLSearchParams({ code: page.code ?? '' });
  const answer = await fetch(`${page.url}/log-on`, { method: 'POST', body, redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const text = await (await fetch(page.url, { headers: { cookie } })).text();
  session = { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '' };
});
afterAll(async () => {
  await page.close();
  await gateway.close();
  await rm(dir, { recursive: true, force: true });
});

async function knock(door: string, caller: Caller): Promise<number> {
  const [method = '', path = ''] = door.split(' ');
  const headers: Record<string, string> = {};
  if (caller === 'guess') headers['cookie'] = `porchlight_gateway=${'A'.repeat(43)}`;
  if (BROWSER.includes(caller)) headers['cookie'] = session.cookie;
  if (caller === 'program') headers['authorization'] = `Bearer ${page.code}`;
  if (caller === 'wrong-code') headers['authorization'] = 'Bearer 0000-0000-0000';
  const csrf = caller === 'form' ? session.csrf : caller === 'wrong-token' ? 'guess' : '';
  if (csrf) headers['x-csrf-token'] = csrf;
  const body = method === 'POST' ? { body: new URLSearchParams(csrf ? { csrf } : {}) } : {};
  const at = `${page.url}${path.replace(':cameraId', 'cam-0')}`;
  const answer = await fetch(at, { method, headers, redirect: 'manual', ...body });
  await answer.arrayBuffer();
  // A good code between the wrong ones: this test is not about the lock.
  if (caller === 'wrong-code') await knock('GET /api/state', 'program');
  return answer.status;
}

describe('every way into the local page', () => {
  it('has a row here', () => {
    const rows = [...ROWS, LAST].map(([door]) => door);
    expect(page.doors.filter((door) => !door.startsWith('HEAD ')).toSorted()).toEqual(rows.toSorted());
  });

  it.each([...ROWS, LAST].map(([door, expected]) => ({ door, expected })))(
    '$door lets in its own and nobody else',
    async ({ door, expected }) => {
      for (const caller of CALLERS) {
        if (door === 'POST /log-on') await knock('GET /api/state', 'program');
        expect([caller, await knock(door, caller)]).toEqual([caller, expected(caller)]);
      }
    },
  );
});
