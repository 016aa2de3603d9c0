import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubToGateway } from '@porchlight/contract';
import type { GatewayId, OwnerId } from '@porchlight/domain';
import { type HostEntry, statementHash, toBase64Url } from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeService,
  makeSigner,
  programmeStatement,
  signed,
  TEST_NOW,
  TestLog,
} from '@porchlight/testkit';
import { expect, it } from 'vitest';
import { FakeHub, GATEWAY_ID } from '../../test/fake-hub.ts';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { TestClock } from '../../test/gateway-world.ts';
import { ScriptedCameras } from '../../test/scripted-camera.ts';
import { openGateway, openStateFiles, systemRandom } from '../index.ts';

const OWNER = 'owner-1' as OwnerId;

it('a host that the programme names no longer: the look ends, and none opens any more', async () => {
  const { key } = await makeService();
  const host = {
    hostId: 'library',
    name: 'Library',
    operator: 'Sample Town',
    key,
    sealKey: toBase64Url(new Uint8Array(65).fill(4)),
    contact: '-',
  } as HostEntry;
  const programme = await makeProgramme({ programme: { hosts: [host] } });
  const dir = await mkdtemp(join(tmpdir(), 'porchlight-struck-'));
  const hub = await FakeHub.start(programme.envelopes.root);
  const clock = new TestClock(TEST_NOW);
  const log = new TestLog(programme.logKeys);
  hub.log = { entries: log, now: () => clock.now() };
  const { root, programme: named, policy, roster } = programme.envelopes;
  const trust: HubToGateway = { t: 'trust', root, rosters: [roster], programme: named, policy, pause: null };
  hub.greeting = [trust];
  const cameras = new ScriptedCameras();
  const gateway = await openGateway(
    { hub: hub.url, allowCameraNets: [], host: key },
    {
      files: await openStateFiles(dir),
      clock,
      random: systemRandom,
      log: () => undefined,
      openCamera: cameras.open,
    },
  );
  try {
    const owner = await makeSigner('passkey', false);
    await gateway.enrol(await hub.makeCode(OWNER, [owner.key]), 'Box');
    await hub.message('cameras');
    const mainUrl = 'rtsp://192.0.2.1/door';
    const added = await gateway.addCamera({ ownerId: OWNER, label: 'door', mainUrl });
    if (added.kind === 'refused') throw new Error(added.sentence);
    const { cameraId } = added;
    const terms = cameraConsent({ cameraId, gatewayId: GATEWAY_ID as GatewayId });
    const waiver = { version: 'v', textHash: toBase64Url(new Uint8Array(32)), host: 'Library' };
    const consent = await signed(
      consentStatement({ ownerId: OWNER, waiver, cameras: [terms] }),
      owner.signer,
    );
    hub.send({ t: 'consent', envelope: consent });
    await hub.message('consent-state', (m) => m.state === 'in-force');
    cameras.at(mainUrl).show('main', true);
    const ask = async () => {
      const viewer = await FakeViewer.create(1);
      const incident = await programme.incident();
      const request = await programme.request(incident, {
        hpkePublicKey: viewer.hpkePublicKey,
        issuedAt: clock.now(),
      });
      const slots = [
        { cameraId, gatewayId: GATEWAY_ID as GatewayId, consentHash: await statementHash(consent) },
      ];
      const evidence = await log.request(programme.trust, request, [incident], slots);
      await hub.publish();
      const from = hub.messages.length;
      hub.send({
        t: 'look',
        request,
        incidents: [incident],
        cameras: [{ cameraId, ...viewer.channels }],
        evidence,
      });
      await hub.message('outcome', () => true, from);
    };
    await ask();
    const running = async () => (await gateway.view()).owners[0]?.cameras[0]?.watching.length;
    expect(await running()).toBe(1);
    const struck = await signed(programmeStatement({ version: 2 }), programme.policyService.signer);
    const from = hub.messages.length;
    hub.send({ ...trust, programme: struck });
    await hub.message('outcome', () => true, from);
    expect((await gateway.view()).journal[0]).toMatchObject({ result: 'ended', reasons: ['host-not-named'] });
    const media = hub.media.length;
    await ask();
    expect((await gateway.view()).journal[0]).toMatchObject({
      result: 'refused',
      reasons: ['host-not-named'],
    });
    expect(await running()).toBe(0);
    expect(hub.media.length).toBe(media);
  } finally {
    await gateway.close();
    await hub.close();
    await rm(dir, { recursive: true, force: true });
  }
});
