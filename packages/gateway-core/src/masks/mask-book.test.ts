import type { BoxCall, BoxReply } from '@porchlight/contract';
import { previewInfo } from '@porchlight/contract';
import type { CameraId, OwnerId, ProgrammeId, RequestId } from '@porchlight/domain';
import { generateHpkeKeyPair, unwrapKey } from '@porchlight/frame-crypto';
import {
  fromBase64Url,
  type MasksStatement,
  type PreviewStatement,
  statementHash,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';
import {
  makeProgramme,
  makeSigner,
  signed,
  TEST_NOW,
  TEST_PROGRAMME,
  type TestSigner,
} from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayWorld } from '../../test/gateway-world.ts';

const MINE = 'owner-1' as OwnerId;
const HOUSE = [
  { x: 0.1, y: 0.1 },
  { x: 0.4, y: 0.1 },
  { x: 0.4, y: 0.5 },
];
const DOOR = HOUSE.map(({ x, y }) => ({ x: x + 0.4, y: y + 0.4 }));

let world: GatewayWorld;
let owner: TestSigner;
let cameraId: CameraId;
let calls = 0;

beforeEach(async () => {
  world = await GatewayWorld.start((await makeProgramme()).envelopes, TEST_NOW);
  owner = await makeSigner('passkey', false);
  await world.enrol({ ownerId: MINE, keys: [owner.key] });
  cameraId = await world.addCamera(MINE, 'mine');
});
afterEach(() => world.close());

async function ask(call: BoxCall): Promise<BoxReply> {
  const callId = ++calls;
  world.hub.send({ t: 'box-call', callId, ownerId: MINE, call });
  const answer = await world.hub.until(
    () => world.hub.messages.find((m) => m.t === 'box-answer' && m.callId === callId),
    'answer',
  );
  return (answer as { reply: BoxReply }).reply;
}

function masks(
  version: number,
  polygons: MasksStatement['polygons'],
  changes: Partial<MasksStatement> = {},
): MasksStatement {
  return {
    v: 1,
    kind: 'masks',
    programme: TEST_PROGRAMME as ProgrammeId,
    ownerId: MINE,
    cameraId,
    version,
    polygons,
    issuedAt: world.clock.now(),
    ...changes,
  };
}

const held = async () => {
  const reply = await ask({ act: 'masks', cameraId });
  return reply.kind === 'masks' ? [reply.version, reply.polygons] : reply;
};

describe('what an owner covers', () => {
  it('may grow without a signature, by anybody’s hand, and is kept over a restart', async () => {
    expect(await ask({ act: 'cover', envelope: unsignedEnvelope(masks(1, [HOUSE])) })).toEqual({
      kind: 'done',
    });
    await ask({ act: 'cover', envelope: unsignedEnvelope(masks(2, [DOOR, HOUSE])) });
    expect(await held()).toEqual([2, [DOOR, HOUSE]]);
    await world.gateway.close();
    await world.startGateway();
    await world.hub.until(() => world.hub.connections > 1, 'the box again');
    expect(await held()).toEqual([2, [DOOR, HOUSE]]);
  });

  it('is uncovered with the owner’s signature alone: not by a hub, not by another key, not by an older statement', async () => {
    await ask({ act: 'cover', envelope: await signed(masks(1, [HOUSE]), owner.signer) });
    const older = await signed(masks(2, []), owner.signer);
    const stranger = await makeSigner('passkey', false);
    for (const envelope of [
      unsignedEnvelope(masks(2, [])),
      unsignedEnvelope(masks(2, [DOOR])),
      await signed(masks(2, []), stranger.signer),
      await signed(masks(1, []), owner.signer),
      await signed(masks(2, [], { ownerId: 'owner-2' as OwnerId }), owner.signer),
      await signed(masks(2, [], { programme: 'other' as ProgrammeId }), owner.signer),
    ])
      expect(await ask({ act: 'cover', envelope })).toMatchObject({ kind: 'refused' });
    expect(await held()).toEqual([1, [HOUSE]]);
    await ask({ act: 'cover', envelope: unsignedEnvelope(masks(3, [HOUSE, DOOR])) });
    expect(await ask({ act: 'cover', envelope: older })).toMatchObject({ kind: 'refused' });
    expect(await ask({ act: 'cover', envelope: await signed(masks(4, []), owner.signer) })).toEqual({
      kind: 'done',
    });
    expect(await held()).toEqual([4, []]);
  });

  it('goes with the camera', async () => {
    await ask({ act: 'cover', envelope: unsignedEnvelope(masks(1, [HOUSE])) });
    await world.gateway.removeCamera(cameraId);
    expect((await world.files.read('masks.json'))?.toString()).not.toContain(cameraId);
  });
});

describe('the owner’s own preview', () => {
  async function request(signer = owner.signer, issuedAt = world.clock.now()) {
    const pair = await generateHpkeKeyPair();
    const statement: PreviewStatement = {
      v: 1,
      kind: 'preview',
      programme: TEST_PROGRAMME as ProgrammeId,
      ownerId: MINE,
      cameraId,
      requestId: crypto.randomUUID().replaceAll('-', '') as RequestId,
      hpkePublicKey: toBase64Url(pair.publicKey),
      issuedAt,
    };
    return { pair, envelope: await signed(statement, signer) };
  }

  it('is one picture, sealed for the key the owner signed, and stands in the journal', async () => {
    const { pair, envelope } = await request();
    const unit = world.camera('mine').show('sub', true);
    const reply = await ask({ act: 'preview', envelope });
    if (reply.kind !== 'picture') throw new Error(JSON.stringify(reply));
    const wrapped = {
      enc: fromBase64Url(reply.enc) ?? new Uint8Array(),
      wrapped: fromBase64Url(reply.sealed) ?? new Uint8Array(),
    };
    const info = previewInfo(await statementHash(envelope));
    const opened = await unwrapKey(pair, wrapped, info, new TextEncoder().encode(cameraId));
    expect(Buffer.from(opened ?? [])).toEqual(unit.data);
    expect((await world.gateway.view()).journal[0]).toMatchObject({ result: 'preview', cameraId });
    expect(await ask({ act: 'preview', envelope })).toMatchObject({ kind: 'refused' });
  });

  it('is refused without the owner’s signature, and when it was signed long ago', async () => {
    world.camera('mine').show('sub', true);
    const stranger = await makeSigner('passkey', false);
    for (const { envelope } of [
      await request(stranger.signer),
      await request(owner.signer, world.clock.now() - 10 * 60_000),
    ])
      expect(await ask({ act: 'preview', envelope })).toMatchObject({ kind: 'refused' });
    expect(world.hub.media).toEqual([]);
  });
});
