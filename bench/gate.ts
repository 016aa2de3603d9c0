/**
 * The gate, steps 1 to 11, for a look of twelve cameras: the whole preparation with passkey, dispatch signature, leaf and proofs,
 * then each camera. Beside it one ECDSA verification, which any design has to pay.
 * Usage: npx tsx --conditions=source bench/gate.ts [rounds]
 */
import type { CameraId, GatewayId } from '@porchlight/domain';
import { judgeCamera, LogFollower, prepareLook } from '@porchlight/gate';
import { cameraConsent, makeProgramme, TEST_NOW, TestLog } from '@porchlight/testkit';
import { printRows, share, spreadOf } from './support/figures.ts';

const ROUNDS = Number(process.argv[2] ?? 200);
const CAMERAS = 12;
const gatewayId = 'gw-1' as GatewayId;
const consentHash = 'A'.repeat(43);
const cameras = Array.from({ length: CAMERAS }, (_, n) => `cam-${n}` as CameraId);

const made = await makeProgramme();
const log = new TestLog(made.logKeys);
for (let n = 0; n < 500; n++) log.appendBytes(new TextEncoder().encode(`entry ${n}`));
const follower = new LogFollower(made.logKeys.policy(), null);
await follower.start(await log.start(TEST_NOW), TEST_NOW);
const incident = await made.incident();
const request = await made.request(incident);
const from = log.size;
const slots = cameras.map((cameraId) => ({ cameraId, gatewayId, consentHash }));
const evidence = await log.request(made.trust, request, [incident], slots);
await follower.take(await log.part(from, TEST_NOW), TEST_NOW, () => undefined);
const facts = cameras.map((cameraId) => ({
  cameraId,
  gatewayId,
  consent: { camera: cameraConsent({ cameraId }), hash: consentHash },
  pausedUntil: null,
}));

async function once(): Promise<number> {
  const started = performance.now();
  const prepared = await prepareLook({
    trust: made.trust,
    now: TEST_NOW,
    request,
    incidents: [incident],
    log: {
      evidence,
      rootAt: (size) => follower.rootAt(size),
      held: () => ({ gatewayId, consentHash }),
      facts: { followed: follower.followed, fault: null },
    },
  });
  if (prepared.kind === 'refuse') throw new Error(JSON.stringify(prepared.refusals));
  for (const camera of facts)
    if (judgeCamera(prepared.look, camera, TEST_NOW).kind === 'refuse') throw new Error('refused');
  return (performance.now() - started) / CAMERAS;
}

const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
  'sign',
  'verify',
]);
const ecdsa = { name: 'ECDSA', hash: 'SHA-256' };
const signature = await crypto.subtle.sign(ecdsa, pair.privateKey, new Uint8Array(64));
async function verifyOnce(): Promise<number> {
  const started = performance.now();
  await crypto.subtle.verify(ecdsa, pair.publicKey, signature, new Uint8Array(64));
  return performance.now() - started;
}

for (let n = 0; n < 30; n++) await once();
const own: number[] = [];
const peer: number[] = [];
for (let n = 0; n < ROUNDS; n++) {
  own.push(await once());
  peer.push(await verifyOnce());
}
printRows('gate', `the gate, a look of ${CAMERAS} cameras, ${ROUNDS} rounds`, [
  {
    what: 'gate a camera (peer: one ECDSA verification), ms',
    ...spreadOf(own),
    gate: '≤ 5',
    peer: share(peer, 0.5),
  },
]);
