import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  enrolmentCode,
  enrolmentSecrets,
  type HubToViewer,
  hubToViewerSchema,
  type LookAnswer,
  ownerMacInput,
  WAIVER,
  waiverTextHash,
} from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
import { type Gateway, openGateway, openStateFiles, systemRandom } from '@porchlight/gateway-core';
import { keyIdOf, type PublicKey, toBase64Url } from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  signed,
  TEST_NOW,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FakeViewer } from '../../../packages/gateway-core/test/fake-viewer.ts';
import { ScriptedCameras } from '../../../packages/gateway-core/test/scripted-camera.ts';
import { startTestHub, type TestHub } from '../../hub/test/test-hub.ts';

const MAIN_URL = 'rtsp://127.0.0.1/door';

let dir: string;
let hub: TestHub;
let gateway: Gateway;
let programme: TestProgramme;
let owner: { ownerId: OwnerId; keys: PublicKey[]; cookie: string; signer: TestSigner };
let operatorCookie: string;
let cameraId: CameraId;
const cameras = new ScriptedCameras();

async function until<T>(
  find: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  for (const end = performance.now() + 40_000; performance.now() < end; ) {
    const found = await find();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}

async function joinOwner(): Promise<typeof owner> {
  const signer = await makeSigner('software');
  const body = { name: 'House 12', email: 'house@example.org', key: { kind: 'software', key: signer.key } };
  const joined = await hub.call('POST', '/api/owner/join', { body });
  const { id, keys } = joined.body as { id: OwnerId; keys: PublicKey[] };
  return { ownerId: id, keys, cookie: joined.cookie ?? '', signer };
}

/** What the owner's page does to show a code. */
async function makeCode(): Promise<string> {
  const code = enrolmentCode(crypto.getRandomValues(new Uint8Array(12)));
  const { codeId, macKey } = await enrolmentSecrets(code.replaceAll('-', ''));
  const ownerKeys = JSON.stringify(owner.keys);
  const mac = await crypto.subtle.sign('HMAC', macKey, ownerMacInput(owner.ownerId, ownerKeys));
  const body = { codeId, ownerKeys, ownerMac: toBase64Url(new Uint8Array(mac)) };
  expect(await hub.call('POST', '/api/owner/gateway-codes', { body, cookie: owner.cookie })).toMatchObject({
    status: expect.toSatisfy((status: number) => status < 300),
  });
  return code;
}

async function signInOperator(): Promise<string> {
  const { body } = await hub.call('POST', '/api/console/challenge', {
    body: { purpose: 'sign-in', noticeAccepted: true },
  });
  const { challenge } = body as { challenge: string };
  const bytes = Buffer.concat([Buffer.from('porchlight/sign-in/v1\0'), Buffer.from(challenge, 'base64url')]);
  const { sig } = await programme.operator.signer.sign(new Uint8Array(bytes));
  const keyid = await keyIdOf(programme.operator.key);
  const post = { kind: 'software', challenge, keyid, signature: sig };
  return (await hub.call('POST', '/api/console/sign-in', { body: post })).cookie ?? '';
}

async function agree(gatewayId: GatewayId): Promise<void> {
  const waiver = { version: WAIVER.version, textHash: await waiverTextHash(WAIVER.text), host: 'own box' };
  const terms = cameraConsent({ cameraId, gatewayId, label: 'Front door' });
  const statement = consentStatement({ ownerId: owner.ownerId, waiver, cameras: [terms] });
  const body = { envelope: await signed(statement, owner.signer.signer) };
  await until(async () => {
    const answer = await hub.call('POST', '/api/owner/consents', { body, cookie: owner.cookie });
    return answer.status === 200;
  }, 'the hub to take the consent');
  await until(
    async () => (await gateway.view()).owners[0]?.cameras[0]?.terms.inForce,
    'the consent at the gateway',
  );
}

beforeAll(async () => {
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  owner = await joinOwner();
  operatorCookie = await signInOperator();
  dir = await mkdtemp(join(tmpdir(), 'porchlight-real-hub-'));
  gateway = await openGateway(
    { hub: new URL(hub.server.url), allowCameraNets: ['127.0.0.0/8'] },
    {
      files: await openStateFiles(dir),
      clock: hub.clock,
      random: systemRandom,
      log: () => undefined,
      openCamera: cameras.open,
    },
  );
  const enrolled = await gateway.enrol(await makeCode(), 'Box');
  if (enrolled.kind === 'refused') throw new Error(enrolled.code);
  await until(async () => (await gateway.view()).hub.connected, 'the connection');
  const label = 'Front door';
  const added = await gateway.addCamera({
    ownerId: owner.ownerId,
    label,
    mainUrl: MAIN_URL,
    subUrl: `${MAIN_URL}/sub`,
  });
  if (added.kind === 'refused') throw new Error(added.sentence);
  cameraId = added.cameraId;
  await agree(enrolled.gatewayId);
});

afterAll(async () => {
  await gateway?.close();
  await hub?.close();
  await rm(dir, { recursive: true, force: true });
});

describe('the gateway on the real hub', () => {
  it('opens a look, and the pictures reach the viewer; the owner stops it, and nothing more leaves', async () => {
    const camera = cameras.at(MAIN_URL);
    camera.show('sub', true);
    camera.show('sub', false);
    const at = hub.clock.now();
    const incident = await programme.incident({ reportedAt: at, issuedAt: at });
    await hub.call('POST', '/api/intake/incidents', { body: { envelope: incident }, origin: null });
    const keys = await FakeViewer.create(1);
    const request = await programme.request(incident, { issuedAt: at, hpkePublicKey: keys.hpkePublicKey });
    const asked = await hub.call('POST', '/api/console/looks', { body: { request }, cookie: operatorCookie });
    const answer = asked.body as LookAnswer;
    if (answer.kind !== 'granted') throw new Error(JSON.stringify(answer));
    const { socket, heard, binary } = await watch(answer.look.requestId);
    const channels = await until(() => heard.find((m) => m.t === 'channels'), 'the channels');
    const viewer = FakeViewer.at(keys.keys, channels);
    const opened = async (count: number) => {
      for (const message of binary.splice(0)) viewer.receive(message);
      await viewer.idle();
      return viewer.pictures.length >= count;
    };
    await until(() => opened(2), 'the newest group of pictures');
    camera.show('sub', false);
    await until(() => opened(3), 'a live picture');
    expect(viewer.rejected).toBe(0);
    expect(viewer.pictures.map((p) => Buffer.from(p.data).toString('hex'))).toEqual(
      camera.sent.map((unit) => unit.data.toString('hex')),
    );
    await hub.call('POST', '/api/owner/stop', { body: {}, cookie: owner.cookie });
    await until(() => heard.some((m) => m.t === 'gone'), 'the dark tile');
    expect((await gateway.view()).journal[0]).toMatchObject({ result: 'ended', reasons: ['owner-stop'] });
    expect(camera.listeners('sub')).toBe(0);
    socket.close();
  });
});

async function watch(requestId: string) {
  const socket = new WebSocket(`${hub.server.url.replace('http', 'ws')}/api/console/media`, {
    headers: { origin: hub.origin, cookie: operatorCookie },
  });
  const heard: HubToViewer[] = [];
  const binary: Buffer[] = [];
  socket.on('message', (data, isBinary) => {
    if (isBinary) binary.push(data as Buffer);
    else heard.push(hubToViewerSchema.parse(JSON.parse(String(data))));
  });
  await new Promise((open, fail) => socket.once('open', open).once('error', fail));
  socket.send(JSON.stringify({ t: 'watch', requestId, cameraIds: [cameraId] }));
  return { socket, heard, binary };
}
