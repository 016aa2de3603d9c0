import { parseFrameHeader } from '@porchlight/contract';
import type { CameraId, GatewayId, RequestId } from '@porchlight/domain';
import { ChannelTable } from './channel-table.ts';
import { RelayTally } from './relay-tally.ts';
import { Seat, type SeatChannels, type Want } from './seat.ts';
import { StuckWatch } from './stuck-watch.ts';
import type { ViewerSink } from './viewer-sink.ts';

export interface RelayPorts {
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** Brings to a gateway what the viewer of that camera takes now. */
  want(gatewayId: GatewayId, want: Want & { requestId: RequestId; cameraId: CameraId }): void;
  /** Where channel numbers begin: 0 … 2³²−2. */
  readonly firstChannel: number;
}

export type FromGateway = 'relayed' | 'no-seat' | 'bad';

const SEATS_PER_SINK = 64;

/**
 * Passes sealed pictures from gateways to viewers by channel, without reading or copying them. A slow viewer loses
 * frames (never half a group of pictures) and nobody else does; wrapped keys are never dropped.
 */
export class Relay {
  readonly tally = new RelayTally();
  readonly #ports: RelayPorts;
  readonly #channels: ChannelTable;
  readonly #seats = new Map<string, Seat>();
  readonly #sinks = new Map<ViewerSink, Map<number, Seat>>();
  readonly #stuck = new StuckWatch();

  constructor(ports: RelayPorts) {
    this.#ports = ports;
    this.#channels = new ChannelTable(ports.firstChannel);
  }

  /** A seat for one camera of a look; from here on the gateway's messages for it wait or flow. */
  open(requestId: RequestId, cameraId: CameraId, gatewayId: GatewayId, hasSub = true): SeatChannels {
    const known = this.#seats.get(seatKey(requestId, cameraId));
    if (known) return known.facts.channels;
    const channels = this.#channels.allot(cameraId, gatewayId);
    const facts = { requestId, cameraId, gatewayId, channels, hasSub };
    const pass = (want: Want) => this.#ports.want(gatewayId, { requestId, cameraId, ...want });
    const seat = new Seat(facts, pass, this.tally);
    this.#channels.join(seat);
    this.#seats.set(seatKey(requestId, cameraId), seat);
    return channels;
  }

  /** No more pictures of this camera in this look: the viewer is told `gone`, whatever the cause. */
  close(requestId: RequestId, cameraId: CameraId): void {
    const seat = this.#seats.get(seatKey(requestId, cameraId));
    if (seat === undefined) return;
    this.#seats.delete(seatKey(requestId, cameraId));
    this.#channels.leave(seat);
    if (seat.sink) this.#sinks.get(seat.sink)?.delete(seat.facts.channels.own);
    seat.close();
  }

  /** `bad`: not a media message. `no-seat`: a channel that is not in use, or another gateway's. */
  fromGateway(gatewayId: GatewayId, message: Uint8Array): FromGateway {
    const header = parseFrameHeader(message);
    if (header === undefined) return 'bad';
    const route = this.#channels.route(header.channel);
    this.tally.took(message);
    if (route === undefined || route.gatewayId !== gatewayId) {
      this.tally.lost('no-seat');
      return 'no-seat';
    }
    const now = this.#ports.monotonic();
    for (const seat of route.seats) seat.take(header, message, now);
    return 'relayed';
  }

  /** The socket takes these seats from now on; the answer names the cameras it may not or can no longer watch. */
  watch(sink: ViewerSink, requestId: RequestId, cameraIds: readonly CameraId[]): CameraId[] {
    const seats = this.#sinks.get(sink) ?? new Map<number, Seat>();
    this.#sinks.set(sink, seats);
    return cameraIds.filter((cameraId) => {
      const seat = this.#seats.get(seatKey(requestId, cameraId));
      if (seat === undefined || seats.size >= SEATS_PER_SINK) return true;
      if (seat.sink && seat.sink !== sink) this.#sinks.get(seat.sink)?.delete(seat.facts.channels.own);
      seats.set(seat.facts.channels.own, seat);
      seat.attach(sink, this.#ports.monotonic());
      return false;
    });
  }

  /** Only the socket that watches a seat may say what it wants of it. */
  want(sink: ViewerSink, requestId: RequestId, cameraId: CameraId, want: Want): void {
    const seat = this.#seats.get(seatKey(requestId, cameraId));
    if (seat?.sink === sink) seat.want(want);
  }

  acknowledge(sink: ViewerSink, channel: number, received: number): void {
    const now = this.#ports.monotonic();
    for (const seat of this.#sinks.get(sink)?.values() ?? []) seat.acknowledge(channel, received, now);
  }

  /** The socket closed. */
  leave(sink: ViewerSink): void {
    for (const seat of this.#sinks.get(sink)?.values() ?? []) seat.detach(sink);
    this.#sinks.delete(sink);
  }

  /** Once a second: lets go what waited too long and ends sockets that do not move. */
  tick(): void {
    const now = this.#ports.monotonic();
    for (const seat of this.#seats.values()) seat.expire(now);
    this.#stuck.check(this.#sinks.keys(), now);
  }

  /** Viewers' sockets that asked for a camera and are open. */
  get viewers(): number {
    return this.#sinks.size;
  }

  /** Seats and channels in use: 0 and 0 when no look runs. */
  get usage(): { readonly seats: number; readonly channels: number } {
    return { seats: this.#seats.size, channels: this.#channels.size };
  }
}

function seatKey(requestId: RequestId, cameraId: CameraId): string {
  return `${requestId}/${cameraId}`;
}
