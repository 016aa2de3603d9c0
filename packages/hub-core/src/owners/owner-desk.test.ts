import type { CameraId, GatewayId, OwnerId, RequestId } from '@porchlight/domain';
import { expect, it } from 'vitest';
import { OwnerDesk, type OwnerDeskParts } from './owner-desk.ts';

const ownerId = 'owner-1' as OwnerId;
const cameraId = 'door' as CameraId;
const gatewayId = 'box' as GatewayId;

/** A desk over a database that never answers, with one look running, and what it did. */
function deskWithoutDatabase(): { desk: OwnerDesk; done: unknown[] } {
  const done: unknown[] = [];
  const look = {
    requestId: 'a'.repeat(32) as RequestId,
    cameras: new Map([[cameraId, {}]]),
    taking: () => [{ cameraId, gatewayId, ownerId }],
  };
  const parts = {
    store: { audit: { append: () => new Promise(() => undefined) } },
    clock: { now: () => 1000 },
    log: { warn: () => undefined },
    looks: {
      running: () => [look],
      cameraGone: (_: unknown, id: CameraId) => done.push(['dark', id]),
      tell: () => undefined,
    },
    post: { send: (to: GatewayId, message: unknown) => done.push([to, message]) },
    tellOthers: (closed: unknown) => done.push(['others', closed]),
  };
  return { desk: new OwnerDesk(parts as unknown as OwnerDeskParts), done };
}

it('has stopped everywhere before the database answers', () => {
  const { desk, done } = deskWithoutDatabase();
  void desk.stop(ownerId, {});
  expect(done).toEqual([
    [gatewayId, { t: 'owner-stop', ownerId, cameraIds: [cameraId] }],
    ['dark', cameraId],
    ['others', { ownerId, stop: true }],
  ]);
});

it.each([
  ['a pause', (desk: OwnerDesk) => desk.pause(ownerId, undefined, null), undefined],
  ['a pause for a while', (desk: OwnerDesk) => desk.pause(ownerId, [cameraId], 2000), [cameraId]],
  ['a withdrawal', (desk: OwnerDesk) => desk.withdraw(ownerId, [cameraId]), [cameraId]],
])('has darkened what runs before the database answers: %s', (_, act, cameraIds) => {
  const { desk, done } = deskWithoutDatabase();
  void act(desk);
  expect(done).toEqual([
    ['dark', cameraId],
    ['others', { ownerId, stop: false, cameraIds }],
  ]);
});

it('ends no look when a pause is over already, or is another camera’s', () => {
  const { desk, done } = deskWithoutDatabase();
  void desk.pause(ownerId, undefined, 500);
  void desk.withdraw(ownerId, ['yard' as CameraId]);
  expect(done).toEqual([['others', { ownerId, stop: false, cameraIds: ['yard'] }]]);
});
