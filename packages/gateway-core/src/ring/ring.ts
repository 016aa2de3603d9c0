import type { RingChoice, RingReply } from '@porchlight/contract';
import type { CameraId, OwnerId } from '@porchlight/domain';
import type { CameraState } from '@porchlight/media';
import type { SessionAccess } from '@porchlight/whep';
import { MAX_CAMERAS } from '../cameras/add-camera.ts';
import type { CameraFleet } from '../cameras/camera-fleet.ts';
import type { CameraRecord } from '../state/state-schemas.ts';
import { RingApi, type RingFailure, type RingResult } from './ring-api.ts';
import { RingLinks, type RingLinksParts } from './ring-links.ts';
import type { RingEvent } from './ring-webhook.ts';

export interface RingParts extends Omit<RingLinksParts, 'api' | 'onOver'> {
  readonly policy: ConstructorParameters<typeof RingApi>[1];
  readonly fleet: CameraFleet;
  /** Ends every look at these cameras, now. */
  readonly endLooks: (cameraIds: readonly CameraId[]) => void;
  readonly removeCamera: (cameraId: CameraId) => Promise<void>;
}

export type RingRefusal = { readonly kind: 'refused'; readonly sentence: string };

/** The service's own limits on a live session. */
const LIMIT_MS = { battery: 30_000, mains: 60_000 } as const;

const refused = (sentence: string): RingRefusal => ({ kind: 'refused', sentence });

const FINISH_WORDS = {
  'no-match': 'This link is older than ten minutes or was used already. Start again from the Ring app.',
  'other-owner': 'This Ring account is linked to another owner here. They must end their link first.',
  'not-confirmed': 'Ring did not confirm the link. Start again from the Ring app.',
} as const;

/** Ring as one gateway holds it: the owners' links, their cameras, and what Ring says about them. */
export class Ring {
  readonly #parts: RingParts;
  readonly #api: RingApi;
  readonly #links: RingLinks;
  readonly #leave: () => void;

  constructor(parts: RingParts) {
    this.#parts = parts;
    const { partner } = parts;
    this.#api = new RingApi(partner.settings, parts.policy, () => parts.clock.now());
    this.#links = new RingLinks({ ...parts, api: this.#api, onOver: (ownerId) => this.#over(ownerId) });
    this.#leave = partner.join({
      exchange: (code) => this.#links.exchange(code),
      heard: (event) => this.#heard(event),
      holderOf: (accountId) => this.#links.ownerOf(accountId)?.ownerId,
    });
  }

  /** Ring's servers are heard no more. */
  close(): void {
    this.#leave();
  }

  begin(ownerId: OwnerId): RingReply {
    return {
      kind: 'ring',
      appUrl: this.#parts.partner.settings.appUrl,
      linked: this.#links.of(ownerId) !== undefined,
      devices: [],
    };
  }

  async finish(ownerId: OwnerId, nonce: string, time: number): Promise<RingReply | RingRefusal> {
    const finished = await this.#links.finish(ownerId, nonce, time);
    if (finished.kind === 'refused') return refused(FINISH_WORDS[finished.why]);
    this.#reopen(this.#camerasOf(ownerId));
    return this.devices(ownerId);
  }

  async devices(ownerId: OwnerId): Promise<RingReply | RingRefusal> {
    if (this.#links.of(ownerId) === undefined) return this.begin(ownerId);
    const listed = await this.#withToken(ownerId, (token) => this.#api.devices(token));
    if (listed.kind !== 'ok') return refused(failureWords(listed));
    const added = new Map(this.#camerasOf(ownerId).map((record) => [deviceIdOf(record), record]));
    const devices = listed.value.map((device) => {
      const record = added.get(device.deviceId);
      const power = record?.source.kind === 'ring' ? record.source.power : ('battery' as const);
      return { ...device, cameraId: record?.cameraId ?? null, power };
    });
    return { ...this.begin(ownerId), devices };
  }

  /** The owner's whole choice: cameras are added for new devices, and removed for those no longer chosen. */
  async choose(ownerId: OwnerId, chosen: readonly RingChoice[]): Promise<RingReply | RingRefusal> {
    const listed = await this.#withToken(ownerId, (token) => this.#api.devices(token));
    if (listed.kind !== 'ok') return refused(failureWords(listed));
    const { fleet, removeCamera } = this.#parts;
    const names = new Map(listed.value.map(({ deviceId, name }) => [deviceId, name]));
    if (chosen.some(({ deviceId }) => !names.has(deviceId)))
      return refused('Ring no longer shares one of these devices. Look at the list again.');
    if (fleet.records.length + chosen.length > MAX_CAMERAS) return refused('This box is full.');
    for (const record of this.#camerasOf(ownerId))
      if (!chosen.some(({ deviceId }) => deviceId === deviceIdOf(record)))
        await removeCamera(record.cameraId);
    for (const { deviceId, power } of chosen) {
      const source = { kind: 'ring', deviceId, power } as const;
      const before = this.#camerasOf(ownerId).find((record) => deviceIdOf(record) === deviceId);
      const label = names.get(deviceId) ?? '';
      if (before === undefined) await fleet.add({ ownerId, label, mainUrl: '', source });
      else if (before.source.kind === 'ring' && before.source.power !== power)
        await fleet.setSource(before.cameraId, source);
    }
    return this.devices(ownerId);
  }

  /** In force at once: looks end, tokens are forgotten, the cameras are gone. */
  async unlink(ownerId: OwnerId): Promise<RingReply> {
    const own = this.#camerasOf(ownerId);
    await this.#links.end(ownerId, 'owner');
    for (const { cameraId } of own) await this.#parts.removeCamera(cameraId);
    return this.begin(ownerId);
  }

  /** What a Ring camera shows while nobody looks. */
  restingState(ownerId: OwnerId): CameraState | undefined {
    return this.#links.of(ownerId) === undefined ? NOT_LINKED : undefined;
  }

  /** Address and token for the next session of a camera. */
  async access(
    ownerId: OwnerId,
    source: Extract<CameraRecord['source'], { kind: 'ring' }>,
    renew: boolean,
  ): Promise<SessionAccess> {
    const token = await this.#links.accessToken(ownerId, renew);
    if (token.kind === 'ok')
      return {
        kind: 'granted',
        target: {
          url: this.#api.whepUrl(source.deviceId),
          token: token.value,
          limitMs: LIMIT_MS[source.power],
        },
      };
    if (token.code === 'invalid-grant') return { kind: 'refused', state: NOT_LINKED };
    return {
      kind: 'refused',
      state: { kind: 'unreachable', detail: failureWords(token) },
      retryMs: token.retryMs,
    };
  }

  /** An MP4 of what a device recorded, at most `maxBytes`; for later use with look back. */
  clip(
    ownerId: OwnerId,
    deviceId: string,
    wanted: Parameters<RingApi['clip']>[2],
  ): ReturnType<RingApi['clip']> {
    return this.#withToken(ownerId, (token) => this.#api.clip(token, deviceId, wanted));
  }

  refreshOld(): Promise<void> {
    return this.#links.refreshOld();
  }

  #heard(event: RingEvent): void {
    const link = this.#links.ownerOf(event.accountId);
    if (link === undefined) return;
    // Of before this link: an old removal, delivered late, is not about it.
    if (event.at !== null && event.at < link.linkedAt) return;
    const closed = (work: Promise<void>): void => {
      work.catch((error: unknown) => this.#parts.log('fault', { error }));
    };
    if (event.type === 'app_integration_removed') closed(this.#links.end(link.ownerId, 'ring'));
    if (event.type !== 'device_removed') return;
    const gone = this.#camerasOf(link.ownerId).filter((record) => deviceIdOf(record) === event.source);
    for (const { cameraId } of gone) closed(this.#parts.removeCamera(cameraId));
  }

  /** The cameras stay on the list and say what happened, until the owner links again or removes them. */
  #over(ownerId: OwnerId): void {
    const own = this.#camerasOf(ownerId);
    this.#parts.endLooks(own.map(({ cameraId }) => cameraId));
    this.#reopen(own);
  }

  #reopen(records: readonly CameraRecord[]): void {
    for (const { cameraId } of records) this.#parts.fleet.reopen(cameraId);
  }

  #camerasOf(ownerId: OwnerId): CameraRecord[] {
    return this.#parts.fleet.records.filter(
      (record) => record.ownerId === ownerId && record.source.kind === 'ring',
    );
  }

  /** With a fresh token once more, when the first was refused. */
  async #withToken<T>(
    ownerId: OwnerId,
    act: (token: string) => Promise<RingResult<T>>,
  ): Promise<RingResult<T>> {
    const token = await this.#links.accessToken(ownerId);
    if (token.kind !== 'ok') return token;
    const first = await act(token.value);
    if (first.kind === 'ok' || first.code !== 'unauthorised') return first;
    const renewed = await this.#links.accessToken(ownerId, true);
    return renewed.kind === 'ok' ? act(renewed.value) : renewed;
  }
}

const NOT_LINKED: CameraState = {
  kind: 'refused',
  detail: 'The link to Ring has ended. Connect your Ring account again, or remove this camera.',
};

const deviceIdOf = ({ source }: CameraRecord): string | undefined =>
  source.kind === 'ring' ? source.deviceId : undefined;

function failureWords({ code, retryMs }: RingFailure): string {
  switch (code) {
    case 'invalid-grant':
      return 'The link to Ring has ended. Connect your Ring account again.';
    case 'unauthorised':
      return 'Ring does not allow this. Check in the Ring app what you share.';
    case 'missing':
      return 'Ring no longer knows this device.';
    case 'busy':
      return `Ring asks to wait ${Math.ceil((retryMs ?? 1000) / 1000)} s. Try again then.`;
    case 'offline':
      return 'Ring says that the device is offline. Try again later.';
    case 'forbidden':
      return 'Ring’s service is at an address that this box may not reach.';
    default:
      return 'Ring cannot be reached just now. Try again in a minute.';
  }
}
