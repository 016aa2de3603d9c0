/**
 * A Ring camera that nobody keeps warm: from the request's arrival at the gateway to the first picture opened by a viewer
 * (gate, token, WHEP, a fresh WebRTC process, ICE, DTLS, sealing), and the longest pause between pictures over two re-arms where
 * sessions may overlap. The peer in the same run: a bare WHEP session opened by werift in this process, without a gateway.
 * All of it against the simulated service over loopback. Not shown: Ring's own servers, a sleeping battery camera, a network, a screen.
 * Usage: npx tsx --conditions=source bench/ring.ts [runs, 8]
 */
import { DOORBELL, OWNER, RingWorld, YARD } from '../apps/gateway/test/ring-world.ts';
import { FakeViewer } from '../packages/gateway-core/test/fake-viewer.ts';
import { PeerSession } from '../packages/whep/src/peer-session.ts';
import { linkedToken, startLiveService, whepUrl } from '../packages/whep/test/live-service.ts';
import { printRows, spreadOf } from './support/figures.ts';

const RUNS = Number(process.argv[2] ?? 8);
const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function firstPictures(
  world: RingWorld,
  cameraId: Parameters<RingWorld['look']>[1],
): Promise<number[]> {
  const took: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const viewer = await FakeViewer.create(run + 1);
    await world.look(viewer, cameraId);
    const start = performance.now();
    while (viewer.pictures.length === 0) await later(2);
    // The first warms the policy and is not counted.
    if (run > 0) took.push(performance.now() - start);
    world.gateway.stop(OWNER);
    while (world.service.live.running.length > 0) await later(5);
    await later(300);
  }
  return took;
}

/** The longest pause between two messages of pictures while two sessions were handed over. */
async function pauses(world: RingWorld, cameraId: Parameters<RingWorld['look']>[1]): Promise<number[]> {
  const viewer = await FakeViewer.create(99);
  const opened = world.service.live.opened;
  await world.look(viewer, cameraId);
  // The wait between the wrapped key and the first picture is the other figure.
  while (viewer.pictures.length === 0) await later(2);
  const times: number[] = [];
  const { onMedia } = world.hub;
  world.hub.onMedia = (bytes) => {
    times.push(performance.now());
    onMedia?.(bytes);
  };
  while (world.service.live.opened < opened + 3) await later(50);
  await later(2000);
  world.gateway.stop(OWNER);
  return times.slice(1).map((at, i) => at - (times[i] ?? at));
}

async function bareSessions(): Promise<number[]> {
  const service = await startLiveService();
  const token = await linkedToken(service);
  const took: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const start = performance.now();
    let first: (() => void) | undefined;
    const shown = new Promise<void>((done) => {
      first = done;
    });
    const peer = new PeerSession(true, {
      nowUs: () => Date.now() * 1000,
      onUnit: () => first?.(),
      onEnded: () => undefined,
    });
    const answer = await fetch(whepUrl(service, YARD_OF_PEER), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' },
      body: await peer.offer(),
    });
    await peer.answer(await answer.text());
    await shown;
    if (run > 0) took.push(performance.now() - start);
    peer.close();
    service.live.endWhere(() => true);
  }
  await service.close();
  return took;
}

const YARD_OF_PEER = { ...YARD, id: 'ava1.ring.device.FLOOD' };

const world = await RingWorld.start();
// The owner says “battery”, so that the box hands over every 25 s; the simulated device allows two sessions.
const cameraId = await world.linked({ ...YARD, power: DOORBELL.power });
const first = spreadOf(await firstPictures(world, cameraId));
const gaps = spreadOf(await pauses(world, cameraId));
await world.close();
const peer = Math.round(spreadOf(await bareSessions()).median);
printRows('ring', `a Ring camera, ${RUNS} looks, ms`, [
  { what: 'request at the gateway → first picture opened', ...first, gate: '≤ 3000', peer },
  { what: 'pause between pictures, over two re-arms', ...gaps, gate: 'max ≤ 1000' },
]);
process.exit(0);
