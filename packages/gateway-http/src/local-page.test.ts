import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Gateway, openGateway, openStateFiles, systemRandom } from '@porchlight/gateway-core';
import { makeProgramme, makeSigner, TEST_NOW } from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeHub } from '../../gateway-core/test/fake-hub.ts';
import { TestClock } from '../../gateway-core/test/gateway-world.ts';
import { ScriptedCameras } from '../../gateway-core/test/scripted-camera.ts';
import { type LocalPage, startLocalPage } from './local-page.ts';
import { LOCK_MS } from './log-on.ts';
import { pauseEnd } from './pause-span.ts';

let dir: string;
let hub: FakeHub;
let gateway: Gateway;
let page: LocalPage;
let code: string;
const clock = new TestClock(TEST_NOW);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-page-'));
  const { envelopes } = await makeProgramme();
  hub = await FakeHub.start(envelopes.root);
  gateway = await openGateway(
    { hub: hub.url, allowCameraNets: [] },
    {
      files: await openStateFiles(dir),
      clock,
      random: systemRandom,
      log: () => undefined,
      openCamera: new ScriptedCameras().open,
    },
  );
  page = await serve(false);
  code = page.code as string;
});
afterEach(async () => {
  await page.close();
  await gateway.close();
  await hub.close();
  await rm(dir, { recursive: true, force: true });
});

const serve = (newCode: boolean): Promise<LocalPage> =>
  startLocalPage({
    gateway,
    listen: { host: '127.0.0.1', port: 0 },
    clock,
    name: 'Box',
    newCode,
    onFault: (error) => expect.unreachable(String(error)),
  });

interface Session {
  readonly cookie: string;
  readonly csrf: string;
}

function post(
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(form);
  return fetch(page.url + path, { method: 'POST', body, headers, redirect: 'manual' });
}

async function logOn(): Promise<Session> {
  const answer = await post('/log-on', { code });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] as string;
  const text = await (await fetch(page.url, { headers: { cookie } })).text();
  return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(text)?.[1] as string };
}

const call = (path: string, body: unknown, bearer = code): Promise<Response> =>
  fetch(page.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function enrolled(): Promise<void> {
  const { key } = await makeSigner('passkey');
  const answer = await call('/api/enrol', { code: await hub.makeCode('owner-1', [key]) });
  expect(answer.status).toBe(200);
}

describe('the log-on of the local page', () => {
  it('tells the pass code once, keeps a hash of it, and makes another one when asked', async () => {
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(await readFile(join(dir, 'local-access.json'), 'utf8')).not.toContain(code.replaceAll('-', ''));
    await page.close();
    page = await serve(false);
    expect(page.code).toBeUndefined();
    expect((await post('/log-on', { code: code.toLowerCase() })).status).toBe(303);
    await page.close();
    page = await serve(true);
    expect((await post('/log-on', { code })).status).toBe(403);
    expect((await post('/log-on', { code: page.code as string })).status).toBe(303);
  });

  it('locks for ten minutes after five wrong codes, bearer and form together, also tried at once', async () => {
    const wrong = { code: '0000-0000-0000-0000' };
    const tries = [1, 2, 3, 4].map(() => post('/log-on', wrong));
    const fifth = call('/api/stop', {}, '1111-1111-1111-1111');
    const statuses = (await Promise.all([...tries, fifth])).map((answer) => answer.status).sort();
    expect(statuses.slice(-1)).toEqual([429]);
    expect((await post('/log-on', { code })).status).toBe(429);
    expect((await call('/api/stop', {})).status).toBe(429);
    clock.mono += LOCK_MS;
    expect((await post('/log-on', { code })).status).toBe(303);
  });

  it('a lock leaves a standing session the power to stop', async () => {
    const { cookie, csrf } = await logOn();
    for (let i = 0; i < 5; i++) await post('/log-on', { code: '0000-0000-0000-0000' });
    const answer = await post('/stop', { csrf, ownerId: '' }, { cookie });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    clock.mono += LOCK_MS;
  });

  it('ends a session after 30 idle minutes', async () => {
    const { cookie } = await logOn();
    clock.mono += 30 * 60_000 + 1;
    const answer = await fetch(page.url, { headers: { cookie }, redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/log-on');
  });
});

describe('what the local page lets nobody do', () => {
  it.each(['/', '/enrol', '/cameras/new', '/cameras/cam-1/remove'])(
    'see %s without a log-on',
    async (path) => {
      const answer = await fetch(page.url + path, { redirect: 'manual' });
      expect(answer.headers.get('location')).toBe('/log-on');
    },
  );

  it('act from another page: no token, another origin, another host name', async () => {
    await enrolled();
    const { cookie, csrf } = await logOn();
    const pause = { ownerId: '', span: 'hour' };
    expect((await post('/pause', pause, { cookie })).headers.get('location')).toBe('/log-on');
    const foreign = { cookie, origin: 'https://elsewhere.example' };
    expect((await post('/pause', { ...pause, csrf }, foreign)).status).toBe(403);
    const { request } = await import('node:http');
    const status = await new Promise((done) => {
      const options = { headers: { host: 'rebound.example', cookie } };
      request(page.url, options, (answer) => done(answer.resume().statusCode)).end();
    });
    expect(status).toBe(421);
  });

  it('use the interface without the code, or with the cookie but no token', async () => {
    const { cookie, csrf } = await logOn();
    const stop = (headers: Record<string, string>) =>
      fetch(`${page.url}/api/stop`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{}',
      });
    expect((await stop({})).status).toBe(401);
    expect((await stop({ cookie })).status).toBe(401);
    expect((await stop({ cookie, 'x-csrf-token': csrf })).status).toBe(200);
  });

  it('put a script into the page by a camera’s name', async () => {
    await enrolled();
    const label = '<script>alert(1)</script>"&';
    const added = await call('/api/cameras', { ownerId: 'owner-1', label, mainUrl: 'rtsp://192.0.2.1/a' });
    expect(added.status).toBe(201);
    const { cookie } = await logOn();
    const answer = await fetch(page.url, { headers: { cookie } });
    expect(await answer.text()).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('what an owner does on the local page', () => {
  it('enrols by the code, adds a camera, pauses it, and sees no password again', async () => {
    const { cookie, csrf } = await logOn();
    const { key } = await makeSigner('passkey');
    const enrolment = await hub.makeCode('owner-1', [key]);
    const send = (path: string, form: Record<string, string>) => post(path, { csrf, ...form }, { cookie });
    expect((await send('/enrol', { code: enrolment, name: 'Box' })).status).toBe(303);
    const camera = { ownerId: 'owner-1', label: 'Front door', username: 'viewer', password: 'hunter2' };
    expect((await send('/cameras', { ...camera, mainUrl: 'rtsp://192.0.2.1/a', subUrl: '' })).status).toBe(
      303,
    );
    expect((await send('/pause', { ownerId: 'owner-1', span: 'signed' })).status).toBe(303);
    const text = await (await fetch(page.url, { headers: { cookie } })).text();
    expect(text).toContain('Front door');
    expect(text).toContain('Paused until the owner signs again.');
    expect(text).toContain('Root fingerprint');
    expect(text).not.toMatch(/hunter2|viewer|192\.0\.2\.1/);
    const state = await (await fetch(`${page.url}/api/state`, { headers: { cookie } })).text();
    expect(state).not.toMatch(/hunter2|viewer|192\.0\.2\.1/);
  });

  it.each([
    ['rtsp://127.0.0.1/a', 'No camera may have this address'],
    ['rtsp://169.254.169.254/a', 'No camera may have this address'],
    ['rtsp://user:pw@192.0.2.1/a', 'must look like rtsp://'],
    ['http://192.0.2.1/a', 'must look like rtsp://'],
  ])('is told why %s is no camera, and keeps what was typed', async (mainUrl, sentence) => {
    await enrolled();
    const { cookie, csrf } = await logOn();
    const form = { csrf, ownerId: 'owner-1', label: 'Yard', mainUrl, password: 'hunter2' };
    const answer = await post('/cameras', form, { cookie });
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toContain(sentence);
    expect(text).toContain('value="Yard"');
    expect(text).not.toContain('hunter2');
  });

  it('answers faults as problem+json that names the field', async () => {
    await enrolled();
    const answer = await call('/api/cameras', {
      ownerId: 'owner-1',
      label: 'Yard',
      mainUrl: 'rtsp://[::1]/a',
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 400, code: 'camera-refused', field: 'mainUrl' });
    expect(await (await call('/api/pause', {})).json()).toMatchObject({ code: 'malformed', field: 'until' });
    const large = await call('/api/enrol', { code: 'x'.repeat(20_000) });
    expect(large.status).toBe(413);
  });
});

describe('a pause', () => {
  const zone = 'America/Chicago';
  it('of today ends at local midnight, also on the two days when clocks change', () => {
    for (const [from, to] of [
      ['2026-07-01T19:00:30Z', '2026-07-02T05:00:00Z'],
      ['2026-03-08T07:00:00Z', '2026-03-09T05:00:00Z'],
      ['2026-11-01T05:30:00Z', '2026-11-02T06:00:00Z'],
    ] as const)
      expect(new Date(pauseEnd('today', Date.parse(from), zone) ?? 0).toISOString()).toBe(
        new Date(to).toISOString(),
      );
  });

  it('of an hour ends in an hour, and one until signed has no end', () => {
    expect(pauseEnd('hour', TEST_NOW, zone)).toBe(TEST_NOW + 3600_000);
    expect(pauseEnd('signed', TEST_NOW, zone)).toBeNull();
  });
});
