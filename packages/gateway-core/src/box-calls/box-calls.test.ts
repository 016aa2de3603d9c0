import type { CameraId, OwnerId } from '@porchlight/domain';
import { makeProgramme, makeSigner, TEST_NOW } from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayWorld } from '../../test/gateway-world.ts';

const MINE = 'owner-1' as OwnerId;
const OTHER = 'owner-2' as OwnerId;

let world: GatewayWorld;
let mine: CameraId;
let others: CameraId;

beforeEach(async () => {
  world = await GatewayWorld.start((await makeProgramme()).envelopes, TEST_NOW);
  for (const ownerId of [MINE, OTHER])
    await world.enrol({ ownerId, keys: [(await makeSigner('passkey', false)).key] });
  mine = await world.addCamera(MINE, 'mine');
  others = await world.addCamera(OTHER, 'others');
});
afterEach(() => world.close());

async function reply(callId: number, ownerId: OwnerId, cameraId: CameraId) {
  world.hub.send({ t: 'box-call', callId, ownerId, call: { act: 'try-camera', cameraId } });
  const answered = () => world.hub.messages.find((m) => m.t === 'box-answer' && m.callId === callId);
  await world.hub.until(() => answered() !== undefined, 'answer');
  return answered();
}

describe('what owners ask of their box through the hub', () => {
  it('is answered under the number of the call', async () => {
    expect(await reply(7, MINE, mine)).toEqual({ t: 'box-answer', callId: 7, reply: { kind: 'done' } });
  });

  it('never reaches the camera of another owner on the same box', async () => {
    expect(await reply(1, MINE, others)).toMatchObject({ reply: { kind: 'refused' } });
  });

  it('is refused to somebody for whom this box was not enrolled', async () => {
    expect(await reply(1, 'owner-9' as OwnerId, mine)).toMatchObject({ reply: { kind: 'refused' } });
  });
});
