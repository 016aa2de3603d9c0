import {
  type ConsoleEvent,
  type HubToGateway,
  type HubToViewer,
  type LookAnswer,
  type LookView,
  WAIVER,
  waiverTextHash,
} from '@porchlight/contract';
import type { CameraId, IncidentId, OwnerId, RequestId } from '@porchlight/domain';
import type { WebConfig } from '@porchlight/hub-http';
import {
  type IncidentStatement,
  keyIdOf,
  type RequestStatement,
  statementHash,
} from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  type ProgrammeOptions,
  signed,
  TEST_NOW,
  TEST_POSITION,
  TEST_PROGRAMME,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import { expect, vi } from 'vitest';
import { WebSocket } from 'ws';
import { authMessage, enrolGateway, outcomeMessage, type ScriptedGateway } from './scripted-gateway.ts';
import { startTestHub, type TestHub } from './test-hub.ts';

export const CAMERAS = ['cam-near', 'cam-far', 'cam-registry', 'cam-beyond'] as CameraId[];

export let programme: TestProgramme;
export let hub: TestHub;
export let owner: { ownerId: OwnerId; cookie: string; keys: unknown; signer: TestSigner };
export let gateway: ScriptedGateway;
export let operatorCookie: string;
let incidents = 0;
const sockets: WebSocket[] = [];

/** A socket that remembers what it heard. */
export class Heard<T> {
  readonly socket: WebSocket;
  readonly messages: T[] = [];
  readonly binary: Buffer[] = [];
  constructor(path: string, cookie?: string) {
    this.socket = new WebSocket(`${hub.server.url.replace('http', 'ws')}${path}`, {
      headers: { origin: hub.origin, ...(cookie !== undefined && { cookie }) },
    });
    sockets.push(this.socket);
    this.socket.on('message', (data, isBinary) => {
      if (isBinary) this.binary.push(data as Buffer);
      else this.messages.push(JSON.parse(String(data)) as T);
    });
    this.socket.on('error', () => undefined);
  }
  send(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }
  async find<U extends T>(test: (message: T) => message is U): Promise<U>;
  async find(test: (message: T) => boolean): Promise<T>;
  async find(test: (message: T) => boolean): Promise<T> {
    await until(() => this.messages.some(test));
    return this.messages.find(test) as T;
  }
}

export async function until(test: () => boolean, ms = 5000): Promise<void> {
  const end = performance.now() + ms;
  while (!test()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function connectGateway(): Promise<{ control: Heard<HubToGateway>; media: Heard<never> }> {
  const control = new Heard<HubToGateway>('/api/gateway/control');
  const hello = await control.find((m) => m.t === 'hello');
  control.send(await authMessage(gateway, hello as never));
  const welcome = (await control.find((m) => m.t === 'welcome')) as { mediaToken: string };
  const media = new Heard<never>(`/api/gateway/media?token=${welcome.mediaToken}`);
  await until(() => media.socket.readyState === WebSocket.OPEN);
  const cameras = CAMERAS.map((cameraId) => ({
    cameraId,
    ownerId: owner.ownerId,
    label: cameraId,
    state: 'live',
    detail: '',
    hasSub: true,
  }));
  control.send({ t: 'cameras', cameras });
  control.send({ t: 'follow-log', size: null });
  return { control, media };
}

export const metresNorth = (metres: number) => ({
  lat: TEST_POSITION.lat + metres / 111_195,
  lon: TEST_POSITION.lon,
});

async function consent(control: Heard<HubToGateway>): Promise<void> {
  const terms = (cameraId: CameraId, metres: number, tier: 'incident' | 'registry') => {
    const base = cameraConsent({ cameraId, gatewayId: gateway.gatewayId, label: cameraId, tier });
    return { ...base, pose: { ...base.pose, position: metresNorth(metres) } };
  };
  const waiver = { version: WAIVER.version, textHash: await waiverTextHash(WAIVER.text), host: 'own box' };
  const statement = consentStatement({
    ownerId: owner.ownerId,
    waiver,
    cameras: [
      terms(CAMERAS[0] as CameraId, 50, 'incident'),
      terms(CAMERAS[1] as CameraId, 150, 'incident'),
      terms(CAMERAS[2] as CameraId, 60, 'registry'),
      terms(CAMERAS[3] as CameraId, 400, 'incident'),
    ],
  });
  const body = { envelope: await signed(statement, owner.signer.signer) };
  await until(() => hub.hub.gateways.isOnline(gateway.gatewayId));
  let answer = await hub.call('POST', '/api/owner/consents', { body, cookie: owner.cookie });
  for (let n = 0; answer.status === 422 && n < 50; n++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer = await hub.call('POST', '/api/owner/consents', { body, cookie: owner.cookie });
  }
  expect(answer).toMatchObject({ status: 200, body: { version: 1, host: 'own box' } });
  await control.find((m) => m.t === 'consent');
  const { ownerId } = owner;
  control.send({
    t: 'consent-state',
    ownerId,
    version: 1,
    state: 'in-force',
    effectiveAt: TEST_NOW,
    detail: '',
  });
  await until(() => true);
}

/** Starts a hub with one owner, whose gateway has four cameras under one waiver, and an operator who is signed in. */
export async function openScene(options: ProgrammeOptions = {}, web: Partial<WebConfig> = {}): Promise<void> {
  programme = await makeProgramme({ synthetic: true, ...options });
  hub = await startTestHub(programme, TEST_NOW, undefined, web);
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  const signer = await makeSigner('software');
  const join = { name: 'House 12', email: 'house@example.org', key: { kind: 'software', key: signer.key } };
  const joined = await hub.call('POST', '/api/owner/join', { body: join });
  const { id, keys } = joined.body as { id: OwnerId; keys: unknown };
  owner = { ownerId: id, cookie: joined.cookie ?? '', keys, signer };
  gateway = await enrolGateway(hub, owner);
  operatorCookie = await signInOperator();
  const { control } = await connectGateway();
  await consent(control);
  control.socket.close();
}

/** Hangs up what a test left open. */
export function hangUp(): void {
  for (const socket of sockets.splice(0)) socket.terminate();
}

const signInOperator = () => signIn('console', programme.operator);

/** The cookie of a new session, by a software key. */
export async function signIn(area: 'console' | 'owner', { key, signer }: TestSigner): Promise<string> {
  const { body } = await hub.call('POST', `/api/${area}/challenge`, {
    body: { purpose: 'sign-in', noticeAccepted: true },
  });
  const { challenge } = body as { challenge: string };
  const prefix = Buffer.from('porchlight/sign-in/v1\0');
  const bytes = new Uint8Array(Buffer.concat([prefix, Buffer.from(challenge, 'base64url')]));
  const { sig } = await signer.sign(bytes);
  const keyid = await keyIdOf(key);
  const post = { kind: 'software', challenge, keyid, signature: sig };
  return (await hub.call('POST', `/api/${area}/sign-in`, { body: post })).cookie ?? '';
}

export async function report(changes: Partial<IncidentStatement> = {}) {
  const incidentId = changes.incidentId ?? (`inc-${++incidents}` as IncidentId);
  const now = hub.clock.now();
  const envelope = await programme.incident({ reportedAt: now, issuedAt: now, ...changes, incidentId });
  const answer = await hub.call('POST', '/api/intake/incidents', { body: { envelope }, origin: null });
  return { envelope, incidentId, answer };
}

export async function ask(
  incident: Awaited<ReturnType<typeof report>>,
  changes: Partial<RequestStatement> = {},
) {
  const { incidentId } = incident;
  const issuedAt = hub.clock.now();
  const request = await programme.request(incident.envelope, { incidentId, issuedAt, ...changes });
  const answer = await hub.call('POST', '/api/console/looks', { body: { request }, cookie: operatorCookie });
  return { request, requestHash: await statementHash(request), answer: answer.body as LookAnswer };
}

export function granted(answer: LookAnswer): LookView {
  if (answer.kind !== 'granted') throw new Error(JSON.stringify(answer));
  return answer.look;
}

/** A look with both cameras opened and a viewer watching. */
export async function runningLook() {
  const { control, media } = await connectGateway();
  await until(() => hub.hub.gateways.isOnline(gateway.gatewayId));
  const events = new Heard<ConsoleEvent>('/api/console/events', operatorCookie);
  await events.find((m) => m.t === 'snapshot');
  const incident = await report();
  const { answer, requestHash } = await ask(incident, { follow: true });
  const look = granted(answer);
  const asked = (await control.find((m) => m.t === 'look')) as Extract<HubToGateway, { t: 'look' }>;
  const facts = { programme: TEST_PROGRAMME, requestId: look.requestId, requestHash, at: hub.clock.now() };
  for (const { cameraId } of asked.cameras)
    control.send(await outcomeMessage(gateway, { ...facts, result: 'opened' }, cameraId));
  const viewer = new Heard<HubToViewer>('/api/console/media', operatorCookie);
  await until(() => viewer.socket.readyState === WebSocket.OPEN);
  viewer.send({ t: 'watch', requestId: look.requestId, cameraIds: look.cameras.map((c) => c.cameraId) });
  await until(() => viewer.messages.filter((m) => m.t === 'channels').length === look.cameras.length);
  return { control, media, events, incident, look, asked, viewer, facts };
}

/** A look that ran, was ended, and has its outcome in the log. */
export async function pastLook(): Promise<RequestId> {
  const { look, control, facts } = await runningLook();
  const { requestId } = look;
  for (const { cameraId } of look.cameras)
    control.send(await outcomeMessage(gateway, { ...facts, result: 'ended' }, cameraId, ['time-over']));
  const { looks } = hub.hub.ports.store;
  await vi.waitFor(async () => {
    expect(await looks.outcomes(requestId)).toHaveLength(2 * look.cameras.length);
  });
  hub.clock.advance(25 * 60_000);
  await hub.hub.leafRounds.outcomes();
  return requestId;
}

export const lookState = (event: ConsoleEvent, look: LookView, cameraId: string) =>
  event.t === 'look' && event.look.requestId === look.requestId
    ? event.look.cameras.find((camera) => camera.cameraId === cameraId)?.state
    : undefined;
