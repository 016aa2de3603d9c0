import { createHash } from 'node:crypto';
import { type HubToHost, hostAuthBytes, hostedBytes, hubToHostSchema } from '@porchlight/contract';
import type { HostEntry } from '@porchlight/statements';
import { fromBase64Url, toBase64Url } from '@porchlight/statements';
import {
  makeProgramme,
  makeService,
  makeSigner,
  TEST_NOW,
  type TestProgramme,
  type TestService,
} from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

let programme: TestProgramme;
let hub: TestHub;
let library: TestService;
let stranger: TestService;
let cookie: string;
let ownerKeys: string;

const entry = (hostId: string, { key }: TestService): HostEntry =>
  ({
    hostId,
    name: `Host ${hostId}`,
    operator: 'Sample Town',
    key,
    sealKey: toBase64Url(new Uint8Array(65).fill(4)),
    contact: '-',
  }) as HostEntry;

beforeAll(async () => {
  [library, stranger] = [await makeService(), await makeService()];
  programme = await makeProgramme({ synthetic: true, programme: { hosts: [entry('library', library)] } });
  hub = await startTestHub(programme, TEST_NOW);
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  const { key } = await makeSigner('software');
  const body = { name: 'House', email: '', key: { kind: 'software', key } };
  const joined = await hub.call('POST', '/api/owner/join', { body });
  cookie = joined.cookie ?? '';
  ownerKeys = JSON.stringify((joined.body as { keys: unknown }).keys);
});
afterAll(() => hub.close());

/** Connects as a host would; what the hub said until it welcomed or hung up. */
async function connect(
  hostId: string,
  by: TestService,
): Promise<{ said: HubToHost['t'][]; code?: number; socket: WebSocket }> {
  const socket = new WebSocket(`${hub.server.url.replace('http', 'ws')}/api/host/control`);
  const said: HubToHost['t'][] = [];
  return new Promise((done) => {
    socket.on('message', async (data) => {
      const message = hubToHostSchema.parse(JSON.parse(String(data)));
      said.push(message.t);
      if (message.t === 'welcome') done({ said, socket });
      if (message.t !== 'hello') return;
      const challenge = fromBase64Url(message.challenge) ?? new Uint8Array();
      const { sig } = await by.signer.sign(hostAuthBytes(challenge, hostId));
      socket.send(JSON.stringify({ t: 'auth', hostId, signature: sig }));
    });
    socket.on('close', (code) => done({ said, code, socket }));
  });
}

const sealed = { code: { enc: 'AAAA', sealed: 'AAAA' } };
const takeIn = (hostId: string) =>
  hub.call('POST', `/api/owner/hosts/${hostId}/take-in`, { body: sealed, cookie });

describe('hosts at the hub', () => {
  it('a host proves the key that the signed programme gives it; anybody else is sent away', async () => {
    expect(await connect('library', stranger)).toMatchObject({ said: ['hello'], code: 4401 });
    expect(await connect('unnamed', stranger)).toMatchObject({ said: ['hello'], code: 4401 });
    const { said, socket } = await connect('library', library);
    expect(said).toEqual(['hello', 'welcome']);
    socket.close();
  });

  it('an owner is told when a host is unknown or away', async () => {
    expect((await takeIn('unnamed')).body).toMatchObject({ code: 'not-found' });
    expect((await takeIn('library')).body).toMatchObject({ code: 'host-offline' });
  });

  it('hands the sealed code on as it came, and the host’s answer back; an answer of another call counts for nothing', async () => {
    const { socket } = await connect('library', library);
    socket.on('message', (data) => {
      const message = hubToHostSchema.parse(JSON.parse(String(data)));
      if (message.t !== 'take-in') return;
      expect(message.code).toEqual(sealed.code);
      const answer = (callId: number, sentence: string) =>
        socket.send(JSON.stringify({ t: 'taken-in', callId, reply: { kind: 'refused', sentence } }));
      answer(message.callId + 1, 'Of another call.');
      answer(message.callId, 'The host is full.');
    });
    expect((await takeIn('library')).body).toEqual({ kind: 'refused', sentence: 'The host is full.' });
    const gone = takeIn('library');
    socket.terminate();
    expect((await gone).body).toMatchObject({ code: expect.stringMatching(/host-offline/) });
  });

  it('takes no gateway for hosted that the host did not sign for, nor a second owner on one', async () => {
    const { key, signer } = await makeService();
    const enrol = async (by: TestService, hostId: string, signedFor = key.raw) => {
      const codeId = createHash('sha256').update(`${Math.random()}`).digest('base64url').slice(0, 22);
      const post = { codeId, ownerKeys, ownerMac: toBase64Url(new Uint8Array(32)) };
      await hub.call('POST', '/api/owner/gateway-codes', { body: post, cookie });
      const { sig } = await signer.sign(new TextEncoder().encode(`porchlight/enrol/v1\0${codeId}`));
      const word = await by.signer.sign(hostedBytes(hostId, codeId, signedFor));
      const body = {
        codeId,
        gatewayKey: key,
        name: 'Box',
        signature: sig,
        host: { hostId, signature: word.sig },
      };
      return (await hub.call('POST', '/api/gateway/enrol', { body, origin: null })).body as Record<
        string,
        string
      >;
    };
    expect(await enrol(stranger, 'library')).toMatchObject({ code: 'host-unknown' });
    expect(await enrol(stranger, 'unnamed')).toMatchObject({ code: 'host-unknown' });
    expect(await enrol(library, 'library', stranger.key.raw)).toMatchObject({ code: 'host-unknown' });
    expect(await enrol(library, 'library')).toMatchObject({ gatewayId: expect.stringMatching(/^gw-/) });
    const { body } = await hub.call('GET', '/api/owner/overview', { cookie });
    expect(body).toMatchObject({
      gateways: [{ hosted: true, host: 'Host library', hostId: 'library', hostNamed: true }],
    });
  });

  it('names its hosts to everybody, without their keys', async () => {
    const { body } = await hub.call('GET', '/api/site');
    expect((body as { hosts: unknown[] }).hosts).toEqual([
      { hostId: 'library', name: 'Host library', operator: 'Sample Town', contact: '-' },
    ]);
  });
});
