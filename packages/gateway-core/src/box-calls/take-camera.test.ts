import { cameraSecretInfo, type Sealed } from '@porchlight/contract';
import { wrapKey } from '@porchlight/frame-crypto';
import { type CameraSecret, fromBase64Url, sealKeySchema, toBase64Url } from '@porchlight/statements';
import { makeSigner, signed, TEST_PROGRAMME, type TestSigner } from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GATEWAY_ID } from '../../test/fake-hub.ts';
import { OWNER, Scene } from '../../test/scene.ts';

let scene: Scene;
let sealKey: string;
let calls = 0;

beforeEach(async () => {
  scene = await Scene.open();
  sealKey = (await scene.world.hub.message('seal-key')).sealKey;
});
afterEach(() => scene.close());

const secret = (changes: Partial<CameraSecret> = {}): CameraSecret => ({
  v: 1,
  kind: 'camera-secret',
  programme: TEST_PROGRAMME,
  ownerId: OWNER,
  gatewayId: GATEWAY_ID as CameraSecret['gatewayId'],
  label: 'Garden',
  mainUrl: 'rtsp://192.0.2.7/garden',
  subUrl: null,
  username: 'viewer',
  password: 'a password',
  issuedAt: scene.world.clock.now(),
  ...changes,
});

async function sealed(
  statement: CameraSecret,
  by: TestSigner = scene.owner,
  meantFor = GATEWAY_ID,
): Promise<Sealed> {
  const bytes = new TextEncoder().encode(JSON.stringify(await signed(statement, by.signer)));
  const key = fromBase64Url(sealKeySchema.parse(sealKey)) ?? new Uint8Array();
  const wrapped = await wrapKey(key, bytes, cameraSecretInfo(meantFor, OWNER), new Uint8Array());
  if (wrapped === undefined) throw new Error('not sealed');
  return { enc: toBase64Url(wrapped.enc), sealed: toBase64Url(wrapped.wrapped) };
}

async function call(camera: Sealed) {
  calls += 1;
  const callId = calls;
  scene.world.hub.send({ t: 'box-call', callId, ownerId: OWNER, call: { act: 'camera-add', camera } });
  return (await scene.world.hub.message('box-answer', (m) => m.callId === callId)).reply;
}

const labels = async () =>
  (await scene.world.gateway.view()).owners[0]?.cameras.map((camera) => camera.label);

describe('a camera that its owner connects from afar', () => {
  it('is taken when its owner signed it for this box, and shows nothing before a consent', async () => {
    expect(await call(await sealed(secret()))).toEqual({ kind: 'done' });
    expect(await labels()).toEqual(['door', 'Garden']);
    const garden = (await scene.world.gateway.view()).owners[0]?.cameras[1];
    expect(garden?.terms.inForce).toBeNull();
  });

  it.each([
    [
      'signed by somebody else',
      async () => sealed(secret(), await makeSigner('passkey', false)),
      'not signed by your key',
    ],
    ['for another box', () => sealed(secret({ gatewayId: 'gw-2' as never })), 'another box'],
    ['for another owner', () => sealed(secret({ ownerId: 'owner-2' as never })), 'another box'],
    ['for another programme', () => sealed(secret({ programme: 'else' as never })), 'another box'],
    [
      'signed an hour ago',
      () => sealed(secret({ issuedAt: scene.world.clock.now() - 3600_000 })),
      'too long ago',
    ],
    ['sealed for another box', () => sealed(secret(), scene.owner, 'gw-2'), 'could not open'],
    ['that is no seal at all', async () => ({ enc: 'AAAA', sealed: 'AAAA' }), 'could not open'],
    [
      'at this machine',
      () => sealed(secret({ mainUrl: 'rtsp://127.0.0.1/x' })),
      'No camera may have this address',
    ],
    ['at no address', () => sealed(secret({ mainUrl: 'http://192.0.2.7/' })), 'must look like rtsp://'],
    [
      'with a web address and a second stream',
      () => sealed(secret({ mainUrl: 'https://192.0.2.7/a', subUrl: 'rtsp://192.0.2.7/b' })),
      'has one stream',
    ],
    [
      'that is connected already',
      () => sealed(secret({ mainUrl: 'rtsp://192.0.2.1/door' })),
      'connected already',
    ],
  ])('is refused when it is one %s', async (_, make, sentence) => {
    expect(await call(await make())).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining(sentence),
    });
    expect(await labels()).toEqual(['door']);
  });

  it('is taken once: the same message again adds nothing', async () => {
    const message = await sealed(secret());
    expect(await call(message)).toEqual({ kind: 'done' });
    expect(await call(message)).toMatchObject({ kind: 'refused', field: 'mainUrl' });
  });
});
