import {
  type ConsoleEvent,
  encodeFrameHeader,
  type HubToGateway,
  type HubToViewer,
  type LookAnswer,
  type LookView,
  type OwnerOverview,
  WAIVER,
  waiverTextHash,
} from '@porchlight/contract';
import type { CameraId, IncidentId, OwnerId } from '@porchlight/domain';
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
  signed,
  TEST_NOW,
  TEST_POSITION,
  TEST_PROGRAMME,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { authMessage, enrolGateway, outcomeMessage, type ScriptedGateway } from '../test/scripted-gateway.ts';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

const CAMERAS = ['cam-near', 'cam-far', 'cam-registry', 'cam-beyond'] as CameraId[];

let programme: TestProgramme;
let hub: TestHub;
let owner: { ownerId: OwnerId; cookie: string; keys: unknown; signer: TestSigner };
let gateway: ScriptedGateway;
let operatorCookie: string;
let incidents = 0;
const sockets: WebSocket[] = [];

/** A socket that remembers what it heard. */
class Heard<T> {
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

async function until(test: () => boolean, ms = 5000): Promise<void> {
  const end = performance.now() + ms;
  while (!test()) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function connectGateway(): Promise<{ control: Heard<HubToGateway>; media: Heard<never> }> {
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

/** What the owner's page asks of the box, and what the box makes of it. */
async function askBox(heard: { control: Heard<HubToGateway> }, cookie: string, kind = 'done') {
  const path = `/api/owner/boxes/${gateway.gatewayId}/calls`;
  const asked = hub.call('POST', path, { body: { act: 'try-camera', cameraId: CAMERAS[0] }, cookie });
  const call = (await Promise.race([asked, heard.control.find((m) => m.t === 'box-call')])) as {
    callId?: number;
  };
  if (call.callId === undefined) return asked;
  heard.control.send({ t: 'box-answer', callId: call.callId, reply: { kind } });
  return asked;
}

const metresNorth = (metres: number) => ({
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

beforeAll(async () => {
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
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
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});
afterAll(() => hub.close());

async function signInOperator(): Promise<string> {
  const { body } = await hub.call('POST', '/api/console/challenge', {
    body: { purpose: 'sign-in', noticeAccepted: true },
  });
  const { challenge } = body as { challenge: string };
  const prefix = Buffer.from('porchlight/sign-in/v1\0');
  const bytes = new Uint8Array(Buffer.concat([prefix, Buffer.from(challenge, 'base64url')]));
  const { sig } = await programme.operator.signer.sign(bytes);
  const keyid = await keyIdOf(programme.operator.key);
  const post = { kind: 'software', challenge, keyid, signature: sig };
  return (await hub.call('POST', '/api/console/sign-in', { body: post })).cookie ?? '';
}

async function report(changes: Partial<IncidentStatement> = {}) {
  const incidentId = changes.incidentId ?? (`inc-${++incidents}` as IncidentId);
  const now = hub.clock.now();
  const envelope = await programme.incident({ reportedAt: now, issuedAt: now, ...changes, incidentId });
  const answer = await hub.call('POST', '/api/intake/incidents', { body: { envelope }, origin: null });
  return { envelope, incidentId, answer };
}

async function ask(incident: Awaited<ReturnType<typeof report>>, changes: Partial<RequestStatement> = {}) {
  const { incidentId } = incident;
  const issuedAt = hub.clock.now();
  const request = await programme.request(incident.envelope, { incidentId, issuedAt, ...changes });
  const answer = await hub.call('POST', '/api/console/looks', { body: { request }, cookie: operatorCookie });
  return { request, requestHash: await statementHash(request), answer: answer.body as LookAnswer };
}

function granted(answer: LookAnswer): LookView {
  if (answer.kind !== 'granted') throw new Error(JSON.stringify(answer));
  return answer.look;
}

/** A look with both cameras opened and a viewer watching. */
async function runningLook() {
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

const lookState = (event: ConsoleEvent, look: LookView, cameraId: string) =>
  event.t === 'look' && event.look.requestId === look.requestId
    ? event.look.cameras.find((camera) => camera.cameraId === cameraId)?.state
    : undefined;

describe('what an owner asks of their box', () => {
  it('goes to the box and its answer comes back', async () => {
    const box = await connectGateway();
    expect(await askBox(box, owner.cookie)).toMatchObject({ status: 200, body: { kind: 'done' } });
  });

  it('is refused at once when the box is not connected, or goes away meanwhile', async () => {
    const path = `/api/owner/boxes/${gateway.gatewayId}/calls`;
    const body = { act: 'try-camera', cameraId: CAMERAS[0] };
    const { control } = await connectGateway();
    const asked = hub.call('POST', path, { body, cookie: owner.cookie });
    await control.find((m) => m.t === 'box-call');
    control.socket.terminate();
    expect(await asked).toMatchObject({ status: 409, body: { code: 'box-offline' } });
    expect((await hub.call('POST', path, { body, cookie: owner.cookie })).status).toBe(409);
  });

  it('cannot be asked of the box of somebody else', async () => {
    const box = await connectGateway();
    const signer = await makeSigner('software');
    const join = { name: 'House 14', email: '', key: { kind: 'software', key: signer.key } };
    const other = await hub.call('POST', '/api/owner/join', { body: join });
    expect(await askBox(box, other.cookie ?? '')).toMatchObject({ status: 404 });
    expect(box.control.messages.some((m) => m.t === 'box-call')).toBe(false);
  });
});

describe('incidents', () => {
  it('takes a statement once, and a newer one of the same incident', async () => {
    const first = await report();
    expect(first.answer).toMatchObject({ status: 202, body: { kind: 'accepted' } });
    const again = { body: { envelope: first.envelope }, origin: null };
    expect((await hub.call('POST', '/api/intake/incidents', again)).body).toEqual({ kind: 'known' });
    const newer = await report({ incidentId: first.incidentId, seq: 3 });
    expect(newer.answer.body).toEqual({ kind: 'accepted' });
    const late = await report({ incidentId: first.incidentId, seq: 2 });
    expect(late.answer.body).toEqual({ kind: 'older' });
  });

  it('refuses one that dispatch did not sign, and one at 0, 0 by name', async () => {
    const envelope = await programme.incident();
    const forged = { ...envelope, signatures: [{ keyid: 'x', sig: 'AAAA' }] };
    const call = await hub.call('POST', '/api/intake/incidents', {
      body: { envelope: forged },
      origin: null,
    });
    expect(call.body).toMatchObject({ code: 'not-dispatch' });
    expect((await report({ position: { lat: 0, lon: 0 } })).answer.body).toMatchObject({ code: 'no-place' });
  });

  it('puts one outside the boundary into the queue without a circle, with the sentence why', async () => {
    const { incidentId } = await report({ position: { lat: 40, lon: -90 } });
    const queue = await hub.call('GET', '/api/console/incidents', { cookie: operatorCookie });
    const view = (queue.body as { incidentId: string }[]).find((i) => i.incidentId === incidentId);
    expect(view).toMatchObject({
      circle: null,
      blocked: ['The incident lies outside the area of the programme.'],
    });
  });

  it('shows a count and the coverage, and no camera', async () => {
    const { control } = await connectGateway();
    await until(() => hub.hub.gateways.isOnline(gateway.gatewayId));
    const events = new Heard<ConsoleEvent>('/api/console/events', operatorCookie);
    await events.find((m) => m.t === 'snapshot');
    const { incidentId } = await report();
    const event = await events.find((m) => m.t === 'incident' && m.incident.incidentId === incidentId);
    expect(event).toMatchObject({ incident: { circle: { radiusM: 250, cameras: 2 }, blocked: [] } });
    expect(JSON.stringify(event)).not.toContain('cam-');
    control.socket.close();
  });
});

describe('a look', () => {
  it('is granted for the consenting cameras in the circle, with their places, and reaches the viewer untouched', async () => {
    const { look, asked, media, viewer, control } = await runningLook();
    expect(look.cameras.map((c) => c.cameraId)).toEqual(['cam-near', 'cam-far']);
    expect(look.cameras[0]?.pose.position).toEqual(metresNorth(50));
    const [first] = asked.cameras;
    const header = encodeFrameHeader({
      type: 'frame',
      key: true,
      discardable: false,
      masked: false,
      catchUp: false,
      codec: 'h264',
      stream: 'sub',
      channel: first?.sub ?? 0,
      captureUs: 1,
    });
    const frame = Buffer.concat([header, Buffer.from('sealed')]);
    media.socket.send(frame);
    await until(() => viewer.binary.length === 1);
    expect(viewer.binary[0]?.equals(frame)).toBe(true);
    await control.find((m) => m.t === 'want' && m.sub && !m.main);
    await control.find((m) => m.t === 'media-ack' && m.bytes === frame.length);
  });

  it('goes dark for one camera when its owner stops it, and the owner reads why while police do not', async () => {
    const { control, events, viewer, look, facts } = await runningLook();
    const page = new Heard<OwnerOverview>('/api/owner/events', owner.cookie);
    await page.find((m) => m.watching.length === 2);
    const body = { cameraIds: ['cam-near'] };
    expect((await hub.call('POST', '/api/owner/stop', { body, cookie: owner.cookie })).status).toBe(204);
    const { requestId } = look;
    const gone = await viewer.find((m) => m.t === 'gone');
    expect(gone).toEqual({ t: 'gone', requestId, cameraId: 'cam-near' });
    await control.find((m) => m.t === 'owner-stop' && m.cameraIds[0] === 'cam-near');
    const ended = { ...facts, result: 'ended' as const, at: facts.at + 4000 };
    control.send(await outcomeMessage(gateway, ended, CAMERAS[0] as CameraId, ['owner-stop']));
    const overview = await page.find((m) =>
      m.history.some((l) => l.requestId === requestId && l.cameraId === 'cam-near'),
    );
    expect(overview.history.find((l) => l.requestId === requestId)).toMatchObject({
      state: 'ended',
      seconds: 4,
      because: ['You stopped it.'],
    });
    const told = await events.find((m) => lookState(m, look, 'cam-near') === 'gone');
    expect(lookState(told, look, 'cam-far')).not.toBe('gone');
    expect(JSON.stringify(told)).not.toMatch(/stop|owner/i);
  });

  it('ends for all when dispatch closes the incident', async () => {
    const { viewer, control, events, incident, look } = await runningLook();
    await report({ incidentId: incident.incidentId, seq: 2, status: 'closed' });
    await until(() => viewer.messages.filter((m) => m.t === 'gone').length === 2);
    await control.find((m) => m.t === 'incident');
    await control.find((m) => m.t === 'look-end' && m.requestId === look.requestId);
    const ended = await events.find(
      (m) => m.t === 'look' && m.look.requestId === look.requestId && m.look.state === 'ended',
    );
    expect(ended).toMatchObject({ look: { endedBecause: 'Dispatch closed the incident.' } });
    expect(hub.hub.relay.usage).toEqual({ seats: 0, channels: 0 });
  });

  it('brings in a camera that the moving circle reaches', async () => {
    const { control, events, incident, look } = await runningLook();
    await report({ incidentId: incident.incidentId, seq: 2, position: metresNorth(250) });
    const more = await control.find(
      (m) => m.t === 'look' && m.cameras.some((c) => c.cameraId === 'cam-beyond'),
    );
    expect(more).toMatchObject({ incidents: { length: 2 } });
    const told = await events.find((m) => lookState(m, look, 'cam-beyond') === 'opening');
    expect(told).toMatchObject({ look: { cameras: { length: 3 } } });
  });

  it('looks the same to police when the gateway is lost as when an owner stops', async () => {
    const { control, events, viewer, look } = await runningLook();
    control.socket.terminate();
    await until(() => viewer.messages.filter((m) => m.t === 'gone').length === 2);
    const told = await events.find((m) => lookState(m, look, 'cam-near') === 'gone');
    expect(JSON.stringify(told)).not.toMatch(/gateway|lost/i);
  });

  it('is told to the owner by mail, with the cameras, the reason and the way to stop, without the operator’s name', async () => {
    hub.mails.length = 0;
    await runningLook();
    await until(() => hub.mails.some((mail) => mail.text.includes('cam-far, cam-near')), 20_000);
    expect(hub.mails[0]).toMatchObject({
      to: 'house@example.org',
      subject: 'Your camera was opened: burglary',
    });
    expect(hub.mails[0]?.text).not.toContain('operator-1');
  });
});

describe('a request that is refused', () => {
  it('says how far a consenting camera is, and nothing of one that does not consent or does not exist', async () => {
    const { control } = await connectGateway();
    await until(() => hub.hub.gateways.isOnline(gateway.gatewayId));
    const incident = await report();
    const beyond = await ask(incident, { cameras: ['cam-beyond' as CameraId] });
    expect(beyond.answer).toMatchObject({
      kind: 'refused',
      refusals: [
        { code: 'too-far', sentence: 'It is 401 m from the incident; the limit here is 250 m.' },
        {},
      ],
    });
    const registry = await ask(incident, { cameras: ['cam-registry' as CameraId] });
    const unknown = await ask(incident, { cameras: ['cam-of-nobody' as CameraId] });
    expect(registry.answer).toEqual(unknown.answer);
    expect(registry.answer).toMatchObject({ kind: 'refused', refusals: [{ code: 'not-available' }] });
    control.socket.close();
  });

  it('is refused after the close, when used twice, and when another person is signed in', async () => {
    const { incident, look, control } = await runningLook();
    const replay = await ask(incident, { requestId: look.requestId });
    expect(replay.answer).toMatchObject({ kind: 'refused', refusals: [{ code: 'replay' }] });
    const other = await ask(incident, { operatorId: programme.supervisor.person.id });
    expect(other.answer).toMatchObject({ code: 'other-person' });
    await report({ incidentId: incident.incidentId, seq: 2, status: 'closed' });
    const closed = await ask(incident);
    expect(closed.answer).toMatchObject({ kind: 'refused', refusals: [{ code: 'incident-closed' }] });
    control.socket.close();
  });
});

describe('when the database fails between a request’s record and its entry', () => {
  it('nothing opens, and the entry that stands gets its outcome all the same', async () => {
    const { control } = await connectGateway();
    const { store } = hub.hub.ports;
    const incident = await report();
    vi.spyOn(store, 'transaction').mockRejectedValueOnce(new Error('the connection is gone'));
    const { answer, request } = await ask(incident);
    expect(answer).not.toHaveProperty('look');
    const { requestId } = JSON.parse(
      Buffer.from(request.payload, 'base64url').toString(),
    ) as RequestStatement;
    const entry = async (subject: string) => (await store.log.bySubject([subject]))[0];
    await vi.waitFor(async () => expect(await entry(`request:${requestId}`)).toBeDefined());
    hub.clock.advance(90 * 60_000);
    await vi.waitFor(async () => expect(await entry(`outcome:${requestId}`)).toBeDefined(), 12_000);
    expect(control.messages.some((m) => m.t === 'look')).toBe(false);
  }, 20_000);
});
