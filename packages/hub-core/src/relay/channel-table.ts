import type { CameraId, GatewayId } from '@porchlight/domain';
import type { Seat, SeatChannels } from './seat.ts';

/** The shared channels of a camera and the seats that take them. */
interface Shared {
  readonly cameraId: CameraId;
  readonly gatewayId: GatewayId;
  readonly main: number;
  readonly sub: number;
  readonly seats: Set<Seat>;
}

interface Route {
  readonly gatewayId: GatewayId;
  readonly seats: Iterable<Seat>;
}

/** Gives out channel numbers (1 … 2³²−1, none twice while it is in use) and knows who takes part in each. */
export class ChannelTable {
  #next: number;
  readonly #routes = new Map<number, Route>();
  readonly #shared = new Map<CameraId, Shared>();

  /** `first`: where numbering begins; a random place keeps numbers of an earlier process apart. */
  constructor(first: number) {
    this.#next = first;
  }

  get size(): number {
    return this.#routes.size;
  }

  allot(cameraId: CameraId, gatewayId: GatewayId): SeatChannels {
    const shared = this.#sharedOf(cameraId, gatewayId);
    return { own: this.#free(), main: shared.main, sub: shared.sub };
  }

  join(seat: Seat): void {
    const { cameraId, gatewayId, channels } = seat.facts;
    this.#sharedOf(cameraId, gatewayId).seats.add(seat);
    this.#routes.set(channels.own, { gatewayId, seats: [seat] });
  }

  leave(seat: Seat): void {
    this.#routes.delete(seat.facts.channels.own);
    const shared = this.#shared.get(seat.facts.cameraId);
    if (shared === undefined) return;
    shared.seats.delete(seat);
    if (shared.seats.size > 0) return;
    this.#routes.delete(shared.main);
    this.#routes.delete(shared.sub);
    this.#shared.delete(shared.cameraId);
  }

  /** Who takes a message of this channel; undefined when the channel is not in use. */
  route(channel: number): Route | undefined {
    return this.#routes.get(channel);
  }

  #sharedOf(cameraId: CameraId, gatewayId: GatewayId): Shared {
    const known = this.#shared.get(cameraId);
    if (known) return known;
    const shared: Shared = {
      cameraId,
      gatewayId,
      main: this.#free(),
      sub: this.#free(),
      seats: new Set(),
    };
    this.#shared.set(cameraId, shared);
    this.#routes.set(shared.main, { gatewayId, seats: shared.seats });
    this.#routes.set(shared.sub, { gatewayId, seats: shared.seats });
    return shared;
  }

  #free(): number {
    do this.#next = this.#next >= 0xffff_ffff ? 1 : this.#next + 1;
    while (this.#routes.has(this.#next));
    return this.#next;
  }
}
