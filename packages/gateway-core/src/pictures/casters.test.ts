import type { CameraId } from '@porchlight/domain';
import { expect, test } from 'vitest';
import type { Permit } from '../looks/permit.ts';
import { Casters } from './casters.ts';

const permitOf = (cameraId: string): Permit => ({ cameraId: cameraId as CameraId }) as Permit;

test('a camera is H.264 from the first viewer who needs that to the last, and no other camera is', () => {
  const told: [string, boolean][] = [];
  const casters = new Casters({} as never, {
    source: () => undefined,
    setH264: (cameraId, only) => told.push([cameraId, only]),
  });
  const [one, two, other] = [permitOf('door'), permitOf('door'), permitOf('yard')];
  casters.needH264(one, false);
  casters.needH264(one, true);
  casters.needH264(one, true);
  casters.needH264(two, true);
  casters.needH264(one, false);
  expect(told).toEqual([
    ['door', true],
    ['door', true],
    ['door', true],
  ]);
  casters.needH264(other, true);
  casters.needH264(two, false);
  expect(told.slice(3)).toEqual([
    ['yard', true],
    ['door', false],
  ]);
});
