import type { CameraId, GatewayId, OwnerId, RequestId } from '@porchlight/domain';
import { expect, it } from 'vitest';
import { OwnerDesk, type OwnerDeskParts } from './owner-desk.ts';

const ownerId = 'owner-1' as OwnerId;
const cameraId = 'door' as CameraId;
const gatewayId = 'box' as GatewayId;

it('has stopped everywhere before the database answers', () => {
  const done: unknown[] = [];
  const look = {
    requestId: 'a'.repeat(32) as RequestId,
    cameras: new Map([[cameraId, {}]]),
    taking: () => [{ cameraId, gatewayId, ownerId }],
  };
  const parts = {
    store: { audit: { append: () => new Promise(() => undefined) } },
    clock: { now: () => 0 },
    log: { warn: () => undefined },
    looks: {
      running: () => [look],
      cameraGone: (_: unknown, id: CameraId) => done.push(['dark', id]),
      tell: () => undefined,
    },
    post: { send: (to: GatewayId, message: unknown) => done.push([to, message]) },
    tellOthers: (closed: unknown) => done.push(['others', closed]),
  };
  void new OwnerDesk(parts as unknown as OwnerDeskParts).stop(ownerId, {});
  expect(done).toEqual([
    [gatewayId, { t: 'owner-stop', ownerId, cameraIds: [cameraId] }],
    ['dark', cameraId],
    ['others', { ownerId, stop: true }],
  ]);
});
