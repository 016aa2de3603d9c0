import { advanceTrust, readStatement, type Trust } from '@porchlight/statements';
import {
  consentLeaf,
  incidentCloseLeaf,
  pauseLeaf,
  publicLeaf,
  rosterLeaf,
  withdrawLeaf,
} from '@porchlight/statements/leaf';
import { must, pausedTrust, rosterStatement, signed, TEST_NOW } from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { Scene } from '../../test/scene.ts';

const SECOND = 1000;
const SALT = 'A'.repeat(22);
const key = () => crypto.getRandomValues(new Uint8Array(32));

let scene: Scene;
let viewer: FakeViewer;
beforeEach(async () => {
  scene = await Scene.open();
  viewer = await FakeViewer.create(1);
  scene.relayTo(viewer);
  scene.world.camera('door').show('sub', true);
});
afterEach(() => scene.close());

async function consent(): Promise<Parameters<typeof consentLeaf>[0]> {
  return must(await readStatement('consent', scene.consent));
}

/** The reasons of the end, once the log says so and nothing else does. */
async function endedBy(write: () => Promise<void>): Promise<string[]> {
  await scene.look(viewer);
  await scene.pictures(viewer, 1);
  await write();
  await scene.world.hub.publish();
  return (await scene.outcome('ended')).reasons;
}

describe('a hub that keeps something back, but not from the log', () => {
  it('a withdrawal ends the look, and the consent is gone for good', async () => {
    const reasons = await endedBy(async () => {
      scene.log.append(await withdrawLeaf(await consent(), [scene.door], SALT, key()));
    });
    expect(reasons).toEqual(['no-consent']);
    scene.world.hub.send(await scene.lookMessage(viewer));
    expect((await scene.outcome('refused')).reasons).toContain('no-consent');
  });

  it('another owner’s withdrawal, and a consent, change nothing', async () => {
    const requestId = await scene.look(viewer);
    await scene.pictures(viewer, 1);
    const other = { ...(await consent()), hash: 'B'.repeat(43) };
    scene.log.append(await withdrawLeaf(other, [scene.door], SALT, key()));
    scene.log.append(await consentLeaf(await consent(), SALT));
    await scene.world.hub.publish();
    await scene.world.hub.publish();
    scene.world.camera('door').show('sub', true);
    await scene.pictures(viewer, 2);
    const ended = scene.world.events.filter(({ event }) => event === 'look-ended');
    expect(ended, requestId).toEqual([]);
  });

  it('a closed incident ends the look', async () => {
    const reasons = await endedBy(async () => {
      const closed = await scene.programme.incident({ seq: 2, status: 'closed' });
      const read = must(await readStatement('incident', closed));
      scene.log.append(await incidentCloseLeaf(read, await scene.log.incident(scene.incident), key()));
    });
    expect(reasons).toEqual(['incident-closed']);
  });

  it('a pause ends the look', async () => {
    const reasons = await endedBy(async () => {
      const { pause } = await pausedTrust(scene.programme);
      if (pause) scene.log.append(pauseLeaf(pause));
    });
    expect(reasons).toEqual(['programme-paused']);
  });

  it('a list of people without the operator ends the look, though the list itself is not handed over', async () => {
    const reasons = await endedBy(async () => {
      const { roster } = await withoutOperator();
      if (roster) scene.log.append(await rosterLeaf(roster));
    });
    expect(reasons).toEqual(['papers-withheld']);
  });

  it('a programme that ends sooner ends the look: it stands in the log whole', async () => {
    const reasons = await endedBy(async () => {
      const { policyService } = scene.programme;
      const before = scene.programme.trust.programme?.statement;
      const next = await signed(
        { ...before, version: 2, endsAt: TEST_NOW - SECOND } as { kind: string },
        policyService.signer,
      );
      scene.log.append(publicLeaf('programme', must(await readStatement('programme', next))));
    });
    expect(reasons).toContain('programme-over');
  });

  it('and who keeps back the log itself has sixty seconds', async () => {
    await scene.look(viewer);
    scene.world.clock.wall += 59 * SECOND;
    await new Promise((later) => setTimeout(later, 1200));
    scene.world.clock.wall += 5 * SECOND;
    expect((await scene.outcome('ended')).reasons).toEqual(['checkpoint-old']);
    scene.world.hub.send(await scene.lookMessage(viewer));
    expect((await scene.outcome('opened')).requestId).toHaveLength(32);
  });
});

describe('a hub that shows this gateway another log', () => {
  it('loses its looks at once, though log and witnesses signed it', async () => {
    await scene.look(viewer);
    const { hub } = scene.world;
    const fork = scene.log.fork();
    scene.log.appendBytes(new TextEncoder().encode('shown here'));
    await hub.publish();
    fork.appendBytes(new TextEncoder().encode('shown elsewhere'));
    fork.appendBytes(new TextEncoder().encode('and more'));
    hub.send({ t: 'log', ...(await fork.part(scene.log.size, scene.world.clock.now())) });
    expect((await scene.outcome('ended')).reasons).toEqual(['split-view']);
    expect(scene.world.events.filter(({ event }) => event === 'log-refused')).toMatchObject([
      { fields: { fault: 'split-view' } },
    ]);
  });

  it('reads what was wrong first, not the gap that it left', async () => {
    const { hub, clock } = scene.world;
    const look = await scene.lookMessage(viewer);
    const next = async (text: string) => {
      scene.log.appendBytes(new TextEncoder().encode(text));
      return scene.log.part(scene.log.size - 1, clock.now());
    };
    const witnesses = scene.log.keys.witnesses.slice(0, 1);
    const alone = await next('seen by one witness');
    hub.send({
      t: 'log',
      ...alone,
      checkpoint: await scene.log.checkpoint(clock.now(), scene.log.size, { witnesses }),
    });
    hub.send({ t: 'log', ...(await next('and on')) });
    hub.send(look);
    expect((await scene.outcome('refused')).reasons).toEqual(['too-few-witnesses']);
    expect(scene.world.events.filter(({ event }) => event === 'log-refused')).toMatchObject([
      { fields: { fault: 'too-few-witnesses' } },
      { fields: { fault: 'log-gap' } },
    ]);
  });

  it('is not believed after a restart either', async () => {
    await scene.look(viewer);
    const { hub } = scene.world;
    const fork = scene.log.fork();
    scene.log.appendBytes(new TextEncoder().encode('shown here'));
    await hub.publish();
    await scene.pictures(viewer, 1);
    await scene.world.gateway.close();
    for (const text of ['another', 'and', 'another']) fork.appendBytes(new TextEncoder().encode(text));
    hub.log = { entries: fork, now: () => scene.world.clock.now() };
    hub.messages.length = 0;
    await scene.world.startGateway();
    await hub.until(() => scene.world.events.some(({ event }) => event === 'log-refused'), 'a refusal');
    const look = await scene.lookMessage(viewer);
    hub.send(look);
    expect((await scene.outcome('refused')).reasons).toEqual(['split-view']);
  });
});

async function withoutOperator(): Promise<Trust> {
  const { trust, clerks } = scene.programme;
  const people = trust.roster?.statement.people.filter((person) => person.id !== 'operator-1') ?? [];
  const next = rosterStatement(people, { epoch: 2, previous: trust.roster?.hash ?? null });
  return must(await advanceTrust(trust, await signed(next, clerks[0].signer), TEST_NOW));
}
