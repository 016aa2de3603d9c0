import {
  cameraSecretInfo,
  enrolmentCode,
  enrolmentSecrets,
  type OwnerCameraView,
  type OwnerGatewayView,
  type OwnerOverview,
  ownerMacInput,
  type Sealed,
  takeInInfo,
  WAIVER,
  waiverTextHash,
} from '@porchlight/contract';
import type { GatewayId, OwnerId } from '@porchlight/domain';
import { wrapKey } from '@porchlight/frame-crypto';
import {
  type CameraSecret,
  fromBase64Url,
  type HostEntry,
  type PublicKey,
  toBase64Url,
} from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeSigner,
  signed,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import type { TestHub } from '../../hub/test/test-hub.ts';
import { until } from './until.ts';

async function seal(key: string, bytes: Uint8Array, info: Uint8Array): Promise<Sealed> {
  const wrapped = await wrapKey(fromBase64Url(key) ?? new Uint8Array(), bytes, info, new Uint8Array());
  if (wrapped === undefined) throw new Error('not sealed');
  return { enc: toBase64Url(wrapped.enc), sealed: toBase64Url(wrapped.wrapped) };
}

/** What a resident with a phone alone does, over the hub's own interface. */
export class HostedOwner {
  readonly ownerId: OwnerId;
  readonly key: TestSigner;
  readonly #hub: TestHub;
  readonly #programme: TestProgramme;
  readonly #host: HostEntry;
  readonly #cookie: string;

  private constructor(
    ownerId: OwnerId,
    key: TestSigner,
    hub: TestHub,
    programme: TestProgramme,
    host: HostEntry,
    cookie: string,
  ) {
    this.ownerId = ownerId;
    this.key = key;
    this.#hub = hub;
    this.#programme = programme;
    this.#host = host;
    this.#cookie = cookie;
  }

  static async join(
    hub: TestHub,
    programme: TestProgramme,
    host: HostEntry,
    name: string,
  ): Promise<HostedOwner> {
    const key = await makeSigner('software');
    const body = { name, email: '', key: { kind: 'software', key: key.key } };
    const joined = await hub.call('POST', '/api/owner/join', { body });
    const { id } = joined.body as { id: OwnerId };
    return new HostedOwner(id, key, hub, programme, host, joined.cookie ?? '');
  }

  async call(method: string, path: string, body?: unknown) {
    return this.#hub.call(method, path, { cookie: this.#cookie, ...(body !== undefined && { body }) });
  }

  async overview(): Promise<OwnerOverview> {
    return (await this.call('GET', '/api/owner/overview')).body as OwnerOverview;
  }

  /** Makes a one-time code, and tells the hub what it may know of it. */
  async postCode(): Promise<string> {
    const code = enrolmentCode(crypto.getRandomValues(new Uint8Array(12)));
    const { codeId, macKey } = await enrolmentSecrets(code.replaceAll('-', ''));
    const ownerKeys = JSON.stringify([this.key.key] satisfies PublicKey[]);
    const mac = await crypto.subtle.sign('HMAC', macKey, ownerMacInput(this.ownerId, ownerKeys));
    const post = { codeId, ownerKeys, ownerMac: toBase64Url(new Uint8Array(mac)) };
    await this.call('POST', '/api/owner/gateway-codes', post);
    return code;
  }

  /** Asks the host for a place; its answer. `changes` is what a lying hub would put in place. */
  async takeIn(changes: { readonly forOwner?: string } = {}): Promise<unknown> {
    const code = await this.postCode();
    const info = takeInInfo(this.#host.hostId, changes.forOwner ?? this.ownerId);
    const sealed = await seal(this.#host.sealKey, new TextEncoder().encode(code), info);
    return (await this.call('POST', `/api/owner/hosts/${this.#host.hostId}/take-in`, { code: sealed })).body;
  }

  /** The box at the host, once it is connected and has said what to seal to. */
  async box(): Promise<OwnerGatewayView & { seal: NonNullable<OwnerGatewayView['seal']> }> {
    return until(async () => {
      const [box] = (await this.overview()).gateways;
      return box?.online && box.seal ? { ...box, seal: box.seal } : undefined;
    }, 'the box at the host');
  }

  /** Connects a camera from the owner's page; the box's reply. */
  async addCamera(
    camera: Pick<CameraSecret, 'label' | 'mainUrl' | 'subUrl' | 'username' | 'password'>,
    by = this.key,
  ): Promise<unknown> {
    const { gatewayId, seal: box } = await this.box();
    const secret: CameraSecret = {
      v: 1,
      kind: 'camera-secret',
      programme: this.#programme.trust.root.programme,
      ownerId: this.ownerId,
      gatewayId,
      ...camera,
      issuedAt: Date.now(),
    };
    const bytes = new TextEncoder().encode(JSON.stringify(await signed(secret, by.signer)));
    const sealed = await seal(box.sealKey, bytes, cameraSecretInfo(gatewayId, this.ownerId));
    const path = `/api/owner/boxes/${gatewayId}/calls`;
    return (await this.call('POST', path, { act: 'camera-add', camera: sealed })).body;
  }

  /** The camera of that name, once `state` is its state. */
  camera(label: string, state?: OwnerCameraView['state']): Promise<OwnerCameraView> {
    return until(async () => {
      const camera = (await this.overview()).cameras.find((each) => each.label === label);
      return camera && (state === undefined || camera.state === state) ? camera : undefined;
    }, `the camera ${label}`);
  }

  /** Signs the waiver for one camera, naming `host`; resolves with what the box made of it. */
  async sign(label: string, host: string): Promise<OwnerCameraView> {
    const { cameraId, gatewayId } = await this.camera(label);
    const { consentVersion } = await this.overview();
    const now = Date.now();
    const terms = { from: now - 60_000, until: now + 86_400_000 * 30, label };
    const statement = consentStatement({
      ownerId: this.ownerId,
      version: consentVersion + 1,
      issuedAt: now,
      waiver: { version: WAIVER.version, textHash: await waiverTextHash(WAIVER.text), host },
      cameras: [cameraConsent({ cameraId, gatewayId, ...terms })],
    });
    const envelope = await signed(statement, this.key.signer);
    const answer = await this.call('POST', '/api/owner/consents', { envelope });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return until(async () => {
      const camera = await this.camera(label);
      return camera.consentState === 'sent' ? undefined : camera;
    }, 'the answer to the consent');
  }

  async leave(gatewayId: GatewayId): Promise<number> {
    return (await this.call('POST', `/api/owner/boxes/${gatewayId}/leave`)).status;
  }
}
