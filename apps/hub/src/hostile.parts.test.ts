import { randomBytes } from 'node:crypto';
import { MAX_CONTROL_MESSAGE_BYTES } from '@porchlight/contract';
import { keyIdOf } from '@porchlight/statements';
import { makeProgramme, makeSigner, TEST_NOW, type TestProgramme } from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { authMessage, enrolGateway } from '../test/scripted-gateway.ts';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

const FRAMES = 100_000;
const SOCKETS = 20;

let programme: TestProgramme;
let hub: TestHub;
let cookie: string;

beforeAll(async () => {
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  cookie = await signIn();
});
afterAll(() => hub.close());

async function signIn(): Promise<string> {
  const notice = { purpose: 'sign-in', noticeAccepted: true };
  const { body } = await hub.call('POST', '/api/console/challenge', { body: notice });
  const { challenge } = body as { challenge: string };
  const label = Buffer.from('porchlight/sign-in/v1\0');
  const bytes = new Uint8Array(Buffer.concat([label, Buffer.from(challenge, 'base64url')]));
  const { sig: signature } = await programme.operator.signer.sign(bytes);
  const keyid = await keyIdOf(programme.operator.key);
  const post = { kind: 'software', challenge, keyid, signature };
  return (await hub.call('POST', '/api/console/sign-in', { body: post })).cookie ?? '';
}

function connect(
  path: string,
  headers: Record<string, string> = {},
  listen: (socket: WebSocket) => void = () => undefined,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${hub.server.url.replace('http', 'ws')}${path}`, { headers });
    listen(socket);
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** The next sockets' worth of noise: bytes, text, almost-JSON. */
function noise(n: number): Buffer | string {
  if (n % 3 === 0) return randomBytes(n % 97);
  if (n % 3 === 1) return randomBytes(n % 61).toString('latin1');
  return `{"t":"${['watch', 'ack', 'auth', 'cameras', 'outcome'][n % 5]}","x":${n}}`;
}

async function flood(path: string, headers: Record<string, string> = {}): Promise<number> {
  const codes: number[] = [];
  for (let s = 0; s < SOCKETS; s++) {
    const socket = await connect(path, headers);
    socket.on('error', () => undefined);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    for (let n = 0; n < FRAMES / SOCKETS; n++)
      if (socket.readyState === WebSocket.OPEN) socket.send(noise(n * SOCKETS + s));
    codes.push(await closed);
  }
  expect(new Set(codes).size).toBe(1);
  return codes[0] ?? 0;
}

const alive = async () => (await hub.call('GET', '/healthz')).status;
const browser = () => ({ origin: hub.origin, cookie });

describe('100,000 random messages at each socket', () => {
  it('close the viewer’s media socket with a code and leave the hub well', async () => {
    expect(await flood('/api/console/media', browser())).toBe(4400);
    expect(await alive()).toBe(200);
  });

  it('close the console’s event socket, which takes no messages', async () => {
    expect(await flood('/api/console/events', browser())).toBe(4400);
    expect(await alive()).toBe(200);
  });

  it('close a gateway’s control socket before it proves a key', async () => {
    expect([4400, 4401]).toContain(await flood('/api/gateway/control'));
    expect(await alive()).toBe(200);
  });

  it('close the media socket of a gateway that proved its key', async () => {
    const signer = await makeSigner('software');
    const join = { name: 'House', email: '', key: { kind: 'software', key: signer.key } };
    const joined = await hub.call('POST', '/api/owner/join', { body: join });
    const { id, keys } = joined.body as { id: never; keys: unknown };
    const gateway = await enrolGateway(hub, { ownerId: id, keys, cookie: joined.cookie ?? '' });
    let welcome: (token: string) => void = () => undefined;
    const token = new Promise<string>((resolve) => {
      welcome = resolve;
    });
    const control = await connect('/api/gateway/control', {}, (socket) =>
      socket.on('message', async (data) => {
        const message = JSON.parse(String(data)) as { t: string; mediaToken?: string };
        if (message.t === 'hello') socket.send(JSON.stringify(await authMessage(gateway, message as never)));
        if (message.t === 'welcome') welcome(message.mediaToken ?? '');
      }),
    );
    const beat = setInterval(() => control.send(JSON.stringify({ t: 'heartbeat', at: 1 })), 1000);
    expect(await flood(`/api/gateway/media?token=${await token}`)).toBe(4400);
    clearInterval(beat);
    control.terminate();
    expect(await alive()).toBe(200);
  });
});

describe('sockets', () => {
  it('refuse another origin, no session, an unknown path and a wrong token before the upgrade', async () => {
    const cases: [string, Record<string, string>, string][] = [
      ['/api/console/events', { origin: 'https://elsewhere.example', cookie }, '403'],
      ['/api/console/events', { cookie }, '403'],
      ['/api/console/media', { origin: hub.origin }, '401'],
      ['/api/owner/events', { origin: hub.origin, cookie }, '401'],
      ['/api/gateway/media?token=guess', {}, '401'],
      ['/api/elsewhere', {}, '404'],
    ];
    for (const [path, headers, status] of cases) await expect(connect(path, headers)).rejects.toThrow(status);
  });

  it('close on a message over the size limit without reading it', async () => {
    const socket = await connect('/api/gateway/control');
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(MAX_CONTROL_MESSAGE_BYTES + 1));
    expect(await closed).toBe(1009);
  });
});
