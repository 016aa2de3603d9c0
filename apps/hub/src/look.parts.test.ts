import {
  type ConsoleEvent,
  encodeFrameHeader,
  type HubToGateway,
  type OwnerOverview,
} from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import type { RequestStatement } from '@porchlight/statements';
import { makeSigner } from '@porchlight/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  ask,
  CAMERAS,
  connectGateway,
  gateway,
  Heard,
  hangUp,
  hub,
  lookState,
  metresNorth,
  openScene,
  operatorCookie,
  owner,
  programme,
  report,
  runningLook,
  until,
} from '../test/look-scene.ts';
import { outcomeMessage } from '../test/scripted-gateway.ts';

beforeAll(() => openScene());
afterEach(() => hangUp());
afterAll(() => hub.close());

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
