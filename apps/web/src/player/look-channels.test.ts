import { type EpochBody, encodeFrameHeader, type FrameHeader, parseFrameHeader } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import {
  epochBinding,
  generateHpkeKeyPair,
  type HpkeKeyPair,
  wrapInfo,
  wrapKey,
} from '@porchlight/frame-crypto';
import { createSealer, type Sealer } from '@porchlight/frame-crypto/node';
import { toBase64Url } from '@porchlight/statements';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ChannelUnit, LookChannels } from './look-channels.ts';

const CAMERA = 'cam-0123456789ab' as CameraId;
const CHANNELS = { own: 7, main: 8, sub: 9 };
const HASH = new Uint8Array(32).fill(5);

let keys: HpkeKeyPair;
let binding: Uint8Array;
beforeAll(async () => {
  keys = await generateHpkeKeyPair();
  binding = await epochBinding([HASH]);
});

const header = (change: Partial<FrameHeader>): FrameHeader => ({
  type: 'frame',
  key: false,
  discardable: false,
  masked: false,
  catchUp: false,
  codec: 'h264',
  stream: 'sub',
  channel: CHANNELS.sub,
  captureUs: 1,
  ...change,
});

/** A gateway's side of one key epoch. */
async function epoch(kid: number, channel: number): Promise<{ message: Uint8Array; sealer: Sealer }> {
  const baseKey = new Uint8Array(32).fill(kid);
  const clear = encodeFrameHeader(header({ type: 'epoch', channel: CHANNELS.own }));
  const wrapped = await wrapKey(keys.publicKey, baseKey, wrapInfo(binding), clear);
  if (wrapped === undefined) throw new Error('the key was not wrapped');
  const body: EpochBody = {
    kid,
    suite: 5,
    channel,
    bindings: [toBase64Url(HASH)] as EpochBody['bindings'],
    enc: toBase64Url(wrapped.enc),
    wrapped: toBase64Url(wrapped.wrapped),
  };
  const text = new TextEncoder().encode(JSON.stringify(body));
  return { message: Buffer.concat([clear, text]), sealer: createSealer({ suite: 5, kid, baseKey }) };
}

function frame(sealer: Sealer, captureUs: number, change: Partial<FrameHeader> = {}): Uint8Array {
  return sealer.seal(
    encodeFrameHeader(header({ captureUs, ...change })),
    [Uint8Array.of(captureUs)],
    binding,
  );
}

function stage() {
  const units: ChannelUnit[] = [];
  const channels = new LookChannels(keys, (unit) => units.push(unit));
  channels.set(CAMERA, CHANNELS);
  const receive = (message: Uint8Array): void => {
    const parsed = parseFrameHeader(message);
    if (parsed) channels.receive(parsed, message);
  };
  const came = (count: number) => expect.poll(() => units.length).toBe(count);
  return { units, channels, receive, came };
}

describe('the channels of a look', () => {
  it('give out the catch-up of the own channel before the live units of the shared one', async () => {
    const [own, shared] = await Promise.all([epoch(1, CHANNELS.own), epoch(2, CHANNELS.sub)]);
    const { units, receive, came } = stage();
    receive(own.message);
    for (let n = 1; n <= 20; n++)
      receive(frame(own.sealer, n, { channel: CHANNELS.own, catchUp: true, key: n === 1 }));
    receive(shared.message);
    for (let n = 21; n <= 30; n++) receive(frame(shared.sealer, n));
    await came(30);
    expect(units.map((unit) => unit.header.captureUs)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(units.map((unit) => unit.opened?.plaintext[0])).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });

  it('open units of the key before while the next key is already there', async () => {
    const [sub, main] = await Promise.all([epoch(3, CHANNELS.own), epoch(4, CHANNELS.own)]);
    const { units, receive, came } = stage();
    receive(sub.message);
    receive(main.message);
    receive(frame(sub.sealer, 1, { channel: CHANNELS.own, catchUp: true }));
    receive(frame(main.sealer, 2, { channel: CHANNELS.own, catchUp: true, stream: 'main' }));
    await came(2);
    expect(units.every((unit) => unit.opened !== undefined)).toBe(true);
  });

  it('do not open an altered unit, one of another key, or one that came before', async () => {
    const [shared, foreign] = await Promise.all([epoch(5, CHANNELS.sub), epoch(6, CHANNELS.sub)]);
    const { units, receive, came } = stage();
    receive(shared.message);
    const good = frame(shared.sealer, 1);
    const altered = frame(shared.sealer, 2);
    altered[altered.length - 1] = (altered[altered.length - 1] as number) ^ 1;
    const relabelled = frame(shared.sealer, 3);
    relabelled[15] = 99;
    for (const message of [good, altered, relabelled, frame(foreign.sealer, 4), good]) receive(message);
    await came(5);
    expect(units.map((unit) => unit.opened !== undefined)).toEqual([true, false, false, false, false]);
  });

  it('take no key that was wrapped for another look', async () => {
    const other = await generateHpkeKeyPair();
    const shared = await epoch(7, CHANNELS.sub);
    const units: ChannelUnit[] = [];
    const channels = new LookChannels(other, (unit) => units.push(unit));
    channels.set(CAMERA, CHANNELS);
    for (const message of [shared.message, frame(shared.sealer, 1)]) {
      const parsed = parseFrameHeader(message);
      if (parsed) channels.receive(parsed, message);
    }
    await expect.poll(() => units.length).toBe(1);
    expect(units[0]?.opened).toBeUndefined();
  });

  it('count every byte of a channel, and begin anew when the hub names it anew', () => {
    const { channels, receive } = stage();
    const message = encodeFrameHeader(header({}));
    receive(message);
    receive(message);
    expect(channels.received()).toEqual([{ channel: 9, cameraId: CAMERA, stream: 'sub', received: 32 }]);
    channels.set(CAMERA, CHANNELS);
    expect(channels.received()).toEqual([]);
    expect(channels.has(10)).toBe(false);
  });
});
