import type { OwnerGatewayView } from '@porchlight/contract';
import { sealKeyBytes } from '@porchlight/contract';
import { ed25519Signer, generateEd25519, toBase64Url } from '@porchlight/statements';
import { beforeEach, expect, it } from 'vitest';
import { rememberBox } from '../box/box-keys.ts';
import { addCamera } from './add-camera.ts';

const CAMERA = {
  label: 'Garden',
  mainUrl: 'rtsp://camera.invalid/',
  subUrl: null,
  username: '',
  password: '',
};

async function boxOf(gatewayId: string): Promise<OwnerGatewayView> {
  const { privateKey, key } = await generateEd25519();
  const sealKey = toBase64Url(new Uint8Array(65).fill(4));
  const { sig } = await (await ed25519Signer(privateKey, key)).sign(
    sealKeyBytes(gatewayId as never, sealKey),
  );
  return { gatewayId, key, seal: { sealKey, signature: sig } } as unknown as OwnerGatewayView;
}

/** What it is refused as, before anything is signed or sent. */
async function refusedAs(box: OwnerGatewayView): Promise<string | undefined> {
  const answer = await addCamera({} as never, box, CAMERA).catch(() => undefined);
  return answer?.kind === 'fault' ? answer.fault.code : undefined;
}

beforeEach(() => {
  const held = new Map<string, string>();
  const storage = {
    getItem: (k: string) => held.get(k) ?? null,
    setItem: (k: string, v: string) => held.set(k, v),
  };
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
});

it('a box that has just connected and said nothing yet is waited for, and raises no alarm', async () => {
  const box = await boxOf('gw-1');
  rememberBox(box);
  expect(await refusedAs({ ...box, seal: null })).toBe('not-ready');
});

it('another key than before raises the alarm, whatever the box said or did not say', async () => {
  const [box, other] = [await boxOf('gw-1'), await boxOf('gw-1')];
  rememberBox(box);
  expect(await refusedAs(other)).toBe('other-box');
  expect(await refusedAs({ ...other, seal: null })).toBe('other-box');
  expect(await refusedAs({ ...box, seal: other.seal })).toBe('other-box');
});
