import type { NodeMessage } from '@porchlight/contract';
import type { CameraId, Clock, GatewayId, RequestId } from '@porchlight/domain';
import type { GatewayPost } from '../gateways/post.ts';
import { standing } from '../leaves/leaf-writer.ts';
import type { LoggedRequest } from '../leaves/request-leaves.ts';
import type { CameraOpener } from '../looks/camera-opener.ts';
import type { LogStore } from '../store/log-store.ts';

export interface GuestLooksParts {
  readonly store: LogStore;
  readonly clock: Clock;
  /** Gateways of this hub. */
  readonly post: GatewayPost;
  readonly opener: CameraOpener;
  /** A viewer may come for its seat at once. */
  seat(requestId: RequestId, cameraId: CameraId, gatewayId: GatewayId, hasSub: boolean): void;
  /** Tells the look's home that these could not be asked for. */
  unasked(home: string, requestId: RequestId, cameraIds: CameraId[]): void;
}

type Ask = Extract<NodeMessage, { t: 'ask' }>;

interface Guest {
  readonly home: string;
  readonly cameras: Map<CameraId, GatewayId>;
  touchedAt: number;
}

/** Late outcomes still find the way to the look's home. */
const KEPT_MS = 5 * 60_000;

/** Looks of other hubs at cameras whose gateways are connected here. When their home is gone they end, here and at once. */
export class GuestLooks {
  readonly #parts: GuestLooksParts;
  readonly #guests = new Map<RequestId, Guest>();

  constructor(parts: GuestLooksParts) {
    this.#parts = parts;
  }

  homeOf(requestId: RequestId): string | undefined {
    return this.#guests.get(requestId)?.home;
  }

  async ask(home: string, { requestId, gatewayId, request, incidents, cameras, logged }: Ask): Promise<void> {
    const guest = this.#guestOf(requestId, home);
    for (const { cameraId, hasSub } of cameras) {
      guest.cameras.set(cameraId, gatewayId);
      this.#parts.seat(requestId, cameraId, gatewayId, hasSub);
    }
    const still = (cameraId: CameraId) => guest.cameras.has(cameraId);
    const from = { requestId, gatewayId, request, incidents, cameras, still };
    const lookup = this.#logged(logged);
    const asked = await lookup.then(
      (found) => found !== undefined && this.#parts.opener.ask({ ...from, logged: found }),
      () => false,
    );
    if (asked) return;
    const cameraIds = cameras.map(({ cameraId }) => cameraId);
    for (const cameraId of cameraIds) this.close(requestId, cameraId);
    this.#parts.unasked(home, requestId, cameraIds);
  }

  close(requestId: RequestId, cameraId: CameraId): void {
    const guest = this.#guests.get(requestId);
    const gatewayId = guest?.cameras.get(cameraId);
    if (guest === undefined || gatewayId === undefined) return;
    guest.cameras.delete(cameraId);
    guest.touchedAt = this.#parts.clock.monotonic();
    this.#parts.opener.close(requestId, cameraId, gatewayId);
  }

  /** The gateway's connection is lost; it ends by itself. */
  gatewayLost(gatewayId: GatewayId): void {
    for (const [requestId, { cameras }] of this.#guests)
      for (const [cameraId, at] of cameras) if (at === gatewayId) this.close(requestId, cameraId);
  }

  /** Nobody can say any more whether these looks still hold. */
  homeLost(home: string): void {
    this.#end((guest) => guest.home === home);
  }

  endAll(): void {
    this.#end(() => true);
  }

  #end(which: (guest: Guest) => boolean): void {
    for (const [requestId, guest] of this.#guests) {
      if (!which(guest)) continue;
      for (const gatewayId of new Set(guest.cameras.values()))
        this.#parts.post.send(gatewayId, { t: 'look-end', requestId, cause: 'hub-stopped' });
      for (const cameraId of [...guest.cameras.keys()]) this.close(requestId, cameraId);
      this.#guests.delete(requestId);
    }
  }

  #guestOf(requestId: RequestId, home: string): Guest {
    const now = this.#parts.clock.monotonic();
    for (const [id, { cameras, touchedAt }] of this.#guests)
      if (cameras.size === 0 && now - touchedAt > KEPT_MS) this.#guests.delete(id);
    const known = this.#guests.get(requestId);
    if (known?.home === home) return known;
    const guest: Guest = { home, cameras: new Map(), touchedAt: now };
    this.#guests.set(requestId, guest);
    return guest;
  }

  async #logged({ leaf, incident, cameras }: Ask['logged']): Promise<LoggedRequest | undefined> {
    const { store } = this.#parts;
    const [[request], [place]] = await Promise.all([
      store.rows(leaf, leaf + 1),
      store.rows(incident, incident + 1),
    ]);
    return request && place && { leaf: standing(request), incident: standing(place), cameras };
  }
}
