import type { CameraId, EpochMs, OwnerId } from '@porchlight/domain';
import { type Ed25519Key, ed25519Signer, importPkcs8, type Signer } from '@porchlight/statements';
import type { AddedCamera } from '../cameras/add-camera.ts';
import type { NewCamera } from '../cameras/camera-fleet.ts';
import { type Enrolled, enrol } from '../enrol/enrol.ts';
import { postJsonTo } from '../enrol/post-json.ts';
import type { Document } from '../state/document.ts';
import { type GatewayState, openGatewayState } from '../state/gateway-state.ts';
import { StateError } from '../state/state-error.ts';
import type { LocalAccess } from '../state/state-schemas.ts';
import type { GatewayConfig, GatewayPorts } from './gateway-config.ts';
import { type GatewayView, gatewayView } from './gateway-view.ts';
import { Parts } from './parts.ts';

/** The owner's box: cameras in, sealed pictures out, its own decision in between. */
export interface Gateway {
  /** The hash of the local page's pass code. */
  readonly access: Document<LocalAccess>;
  view(): Promise<GatewayView>;
  /** Ties this gateway to an owner by a one-time code; `name` is what it is called on the owner's page. */
  enrol(code: string, name: string): Promise<Enrolled>;
  addCamera(camera: NewCamera): Promise<AddedCamera>;
  removeCamera(cameraId: CameraId): Promise<void>;
  /** Tries a camera that is not live again at once. */
  tryCamera(cameraId: CameraId): void;
  /** Ends running looks of an owner, or of all when null. In force when it returns. */
  stop(ownerId: OwnerId | null): void;
  /** No look until then (null: until the owner signs again). In force when it returns, on the disk when it resolves. */
  pause(ownerId: OwnerId | null, until: EpochMs | null): Promise<void>;
  /** The owner's yes, here, to terms that wait. */
  confirmTerms(cameraId: CameraId): Promise<void>;
  /** Ends every look, hangs up and leaves nothing running. */
  close(): Promise<void>;
}

const TICK_MS = 1000;
const RING_TICK_MS = 3_600_000;
const MEND_MS = 1000;

/** Opens the state and starts everything. Throws StateError when the state cannot be relied on. */
export async function openGateway(config: GatewayConfig, ports: GatewayPorts): Promise<Gateway> {
  const state = await openGatewayState(ports.files, ports.clock.now());
  const { key, signer } = await ownKey(state);
  const parts = new Parts(config, ports, state, signer);
  const tick = setInterval(() => parts.tick(), TICK_MS);
  const refresh = setInterval(() => {
    parts.ring?.refreshOld().catch((error: unknown) => ports.log('fault', { error }));
  }, RING_TICK_MS);
  const mend = setInterval(() => void beginAnewOnceMended(ports), MEND_MS);
  const post = postJsonTo(config.hub, config.ca);
  return {
    access: state.access,
    view: () => viewOf(config, ports, state, parts),
    enrol: async (code, name) => {
      const gatewayId = state.identity.value.gatewayId;
      const expectedFingerprint = config.rootFingerprint;
      const known = { gatewayId, trust: state.trust.value, expectedFingerprint };
      const enrolled = await enrol({ code, name, key, signer, vouch: ports.vouch, ...known }, post);
      if (enrolled.kind === 'enrolled') await keep(enrolled, state, parts, ports);
      return enrolled;
    },
    addCamera: (camera) => parts.addCamera(camera),
    removeCamera: (cameraId) => parts.removeCamera(cameraId),
    tryCamera: (cameraId) => parts.tryCamera(cameraId),
    stop: (ownerId) => parts.localActs.stop(ownerId),
    pause: (ownerId, until) => parts.localActs.pause(ownerId, until),
    confirmTerms: (cameraId) => parts.localActs.confirm(cameraId),
    async close() {
      clearInterval(tick);
      clearInterval(refresh);
      clearInterval(mend);
      await parts.close();
      await ports.files.close();
    },
  };
}

/** Memory and disk may differ since a write failed, so no picture leaves until this process has read its state again. */
async function beginAnewOnceMended({ files, beginAnew = uncaught }: GatewayPorts): Promise<void> {
  if (files.fault === undefined || !(await files.takesWrites())) return;
  beginAnew(new Error(`${files.fault.message} It takes writes again: this gateway starts anew.`));
}

/** Outside of any promise, so that nothing takes it for the fault of a task. */
function uncaught(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}

async function ownKey({ identity }: GatewayState): Promise<{ key: Ed25519Key; signer: Signer }> {
  const key: Ed25519Key = { kind: 'ed25519', raw: identity.value.raw };
  const privateKey = await importPkcs8('ed25519', identity.value.pkcs8);
  if (privateKey === undefined)
    throw new StateError('state-torn', 'The state file identity.json holds no usable key.');
  return { key, signer: await ed25519Signer(privateKey, key) };
}

/** The root first: an owner under no root could not be judged. */
async function keep(
  enrolled: Extract<Enrolled, { kind: 'enrolled' }>,
  state: GatewayState,
  parts: Parts,
  { clock, log }: GatewayPorts,
): Promise<void> {
  const { gatewayId, ownerId, keys, trust } = enrolled;
  if (state.trust.value === null) await parts.trust.pin(trust);
  await state.identity.update((identity) => ({ ...identity, gatewayId }));
  const before = state.owners.get(ownerId);
  const fresh = { ownerId, keys, enrolledAt: clock.now(), terms: {}, consents: {} };
  await state.owners.put(before ? { ...before, keys } : fresh);
  log('enrolled', { gatewayId, ownerId, rootFingerprint: enrolled.rootFingerprint });
  parts.connect();
}

function viewOf(
  config: GatewayConfig,
  { files, clock }: GatewayPorts,
  state: GatewayState,
  parts: Parts,
): Promise<GatewayView> {
  const hub = { host: config.hub.host, connected: parts.connected };
  const { fleet, book, looks, outcomes } = parts;
  const fault = files.fault?.message ?? null;
  return gatewayView({ state, fleet, book, looks, outcomes, hub, fault, now: clock.now() });
}
