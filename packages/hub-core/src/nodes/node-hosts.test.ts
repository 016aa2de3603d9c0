import { HOST_CALL_TIMEOUT_MS, type HubToHost } from '@porchlight/contract';
import type { GatewayId, OwnerId } from '@porchlight/domain';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CLOSE } from '../gateways/gateway-socket.ts';
import type { openHosts } from './open-hosts.ts';
import { LIBRARY, LinkedHosts, type PlayedHost, settled } from './testing/linked-hosts.ts';

type Hub = ReturnType<typeof openHosts>;

const ANN = 'ann' as OwnerId;
const BOX = 'gw-box' as GatewayId;
const CODE = { enc: 'AAAA', sealed: 'BBBB' };

let world: LinkedHosts;
let a: Hub;
let b: Hub;
let c: Hub;

beforeEach(async () => {
  world = await LinkedHosts.make();
  [a, b, c] = [world.open('a'), world.open('b'), world.open('c')];
});
afterEach(() => {
  vi.useRealTimers();
  for (const hub of [a, b, c]) hub.hosting.close();
});

const takeIn = (hub: Hub, ownerId = ANN) => hub.hosting.takeIn(ownerId, LIBRARY, CODE);

type Of<T extends HubToHost['t']> = Extract<HubToHost, { t: T }>;
const heard = <T extends HubToHost['t']>(host: PlayedHost, t: T): Of<T>[] =>
  host.heard.filter((message): message is Of<T> => message.t === t);

/** Answers every call so far, each with the name of its owner. */
function answer(host: PlayedHost): void {
  for (const { callId, ownerId } of heard(host, 'take-in'))
    host.say({ t: 'taken-in', callId, reply: { kind: 'refused', sentence: ownerId } });
}

const answered = (ownerId: string) => ({ kind: 'ok', reply: { kind: 'refused', sentence: ownerId } });
const offline = { kind: 'refused', code: 'host-offline' };

/** Asks for a place there; rejects unless the call has reached this connection. The call in a list: nobody awaits it by the way. */
async function waiting(hub: Hub, host: PlayedHost, ownerId = ANN): Promise<ReturnType<typeof takeIn>[]> {
  const call = takeIn(hub, ownerId);
  await settled();
  expect(heard(host, 'take-in').map((each) => each.ownerId)).toContain(ownerId);
  return [call];
}

test('a host at one hub takes in an owner at another: the code comes as it was sealed, the answer goes back', async () => {
  const host = await world.connect(a);
  const [call] = await waiting(b, host);
  expect(heard(host, 'take-in')).toMatchObject([{ ownerId: ANN, code: CODE }]);
  answer(host);
  expect(await call).toEqual(answered(ANN));
  expect(world.audited).toEqual([ANN]);
});

test('owners who wait at three hubs each get their own answer', async () => {
  const host = await world.connect(a);
  const calls = [a, b, c].map((hub, n) => takeIn(hub, `owner-${n}` as OwnerId));
  await settled();
  answer(host);
  expect(await Promise.all(calls)).toEqual(['owner-0', 'owner-1', 'owner-2'].map(answered));
});

test('an owner whose call is open at a hub gets no second one there', async () => {
  const host = await world.connect(a);
  const [call] = await waiting(b, host);
  expect(await takeIn(b)).toMatchObject({ kind: 'refused', code: 'too-many' });
  answer(host);
  await call;
  await waiting(b, host);
});

test('a host at another hub that does not answer is given up after fifteen seconds', async () => {
  const host = await world.connect(a);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const [call] = await waiting(b, host);
  const told = vi.fn();
  call?.then(told);
  await vi.advanceTimersByTimeAsync(HOST_CALL_TIMEOUT_MS - 1);
  expect(told).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await call).toMatchObject({ kind: 'refused', code: 'host-silent' });
});

test('a host that hangs up is offline at every hub at once, also for who waits', async () => {
  const host = await world.connect(a);
  const [call] = await waiting(b, host);
  host.hangUp();
  expect(await call).toMatchObject(offline);
  expect([await takeIn(a), await takeIn(b), await takeIn(c)]).toMatchObject([offline, offline, offline]);
  expect(world.audited).toEqual([ANN]);
});

test('when a link breaks, a host behind it is offline at once, also for who waits, and back with the link', async () => {
  const host = await world.connect(a);
  const [call] = await waiting(b, host);
  world.links.cut('a', 'b');
  expect(await call).toMatchObject(offline);
  expect(await takeIn(b)).toMatchObject(offline);
  await waiting(c, host, 'cleo' as OwnerId);
  world.links.join('a', 'b');
  await settled();
  await waiting(b, host, 'bert' as OwnerId);
});

test.each([
  ['hears of the new one first', 'a>c'],
  ['hears of the old one’s end first', 'b>c'],
])(
  'a host that comes to a second hub is let go by the first; who waits for the old connection is told, where a third hub %s',
  async (_, late) => {
    const old = await world.connect(a);
    const calls = [a, b, c].map((hub, n) => takeIn(hub, `owner-${n}` as OwnerId));
    await settled();
    expect(heard(old, 'take-in')).toHaveLength(3);
    world.links.held.add(late);
    const young = await world.connect(b);
    expect(old.closed).toEqual([CLOSE.replaced]);
    expect(await Promise.all(calls)).toMatchObject([offline, offline, offline]);
    world.links.release();
    await settled();
    for (const [n, hub] of [a, b, c].entries()) await waiting(hub, young, `later-${n}` as OwnerId);
    expect(young.closed).toEqual([]);
  },
);

test('what a hub asks over a new connection is not lost with the old one, whose end it hears late', async () => {
  await world.connect(a);
  world.links.held.add('a>b');
  const young = await world.connect(b);
  const [call] = await waiting(b, young);
  world.links.release();
  await settled();
  answer(young);
  expect(await call).toEqual(answered(ANN));
});

test('an owner leaves at one hub: the host at another lets go, and its word counts', async () => {
  const host = await world.connect(a);
  world.leaving.set(BOX, ANN);
  b.hosting.letGo(LIBRARY, BOX);
  await settled();
  expect(heard(host, 'let-go')).toEqual([{ t: 'let-go', gatewayId: BOX }]);
  host.say({ t: 'gone', gatewayId: BOX });
  await settled();
  expect([world.leaving.size, world.pages]).toEqual([0, ['ann at a']]);
});

test('a release that a hub wrote while it had no link to the host’s is told when the link is back', async () => {
  const host = await world.connect(a);
  world.links.cut('a', 'b');
  world.leaving.set(BOX, ANN);
  b.hosting.letGo(LIBRARY, BOX);
  await settled();
  expect(heard(host, 'let-go')).toEqual([]);
  world.links.join('a', 'b');
  await settled();
  expect(heard(host, 'let-go')).toEqual([{ t: 'let-go', gatewayId: BOX }]);
});

test('a release that was written just after the host’s hub had read them is told all the same', async () => {
  world.links.held.add('a>b');
  const host = await world.connect(a);
  world.leaving.set(BOX, ANN);
  b.hosting.letGo(LIBRARY, BOX);
  world.links.release();
  await settled();
  expect(heard(host, 'let-go')).toEqual([{ t: 'let-go', gatewayId: BOX }]);
});

test('at a hub alone a call outlives the connection that a new one replaced, and releases are told at each', async () => {
  const alone = world.open('alone', true);
  world.leaving.set(BOX, ANN);
  const old = await world.connect(alone);
  const [call] = await waiting(alone, old);
  const young = await world.connect(alone);
  expect([old.closed, heard(old, 'let-go').length, heard(young, 'let-go').length]).toEqual([
    [CLOSE.replaced],
    1,
    1,
  ]);
  for (const { callId } of heard(old, 'take-in'))
    young.say({ t: 'taken-in', callId, reply: { kind: 'refused', sentence: ANN } });
  expect(await call).toEqual(answered(ANN));
});
