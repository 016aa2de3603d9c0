import { encodeFrameHeader, type StreamName } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import type { Sealer } from '@porchlight/frame-crypto/node';
import type { AccessUnit } from '@porchlight/media';
import type { Permit } from '../looks/permit.ts';
import { HubBacklog } from './hub-backlog.ts';
import { type MediaSocket, type MediaSocketOptions, openMediaSocket } from './media-socket.ts';

/** A key epoch as the uplink needs it: whom it is for, and what seals under it. */
export interface SealedFor {
  /** Every viewer who can open what is sealed; at least one. */
  readonly permits: readonly Permit[];
  readonly sealer: Sealer;
  /** SHA-256 over the sorted binding hashes of `permits`. */
  readonly binding: Uint8Array;
}

export interface Picture {
  readonly unit: AccessUnit;
  readonly stream: StreamName;
  readonly channel: number;
  /** Sent for a newcomer, older than now. */
  readonly catchUp: boolean;
}

/** `withheld`: a permit has ended. `dropped`: the way to the hub is too slow, or there is none. */
export type Sent = 'sent' | 'withheld' | 'dropped';

/** The only way from a camera to the hub. */
export interface PictureUplink {
  /** Opens the media socket of a connection; `onClosed` is called once when it is gone, unless closed from here. */
  connect(options: MediaSocketOptions, onClosed: () => void): void;
  disconnect(): void;
  /** `media-ack` of the hub. */
  acknowledge(bytes: number): void;
  /** Seals one access unit and sends it, when every permit of the epoch lives at this moment. */
  sendPicture(epoch: SealedFor, picture: Picture): Sent;
  /** Sends a wrapped key on its viewer's own channel. */
  sendKey(permit: Permit, message: Uint8Array): Sent;
}

export function createPictureUplink(clock: Clock): PictureUplink {
  let socket: MediaSocket | undefined;
  let backlog = new HubBacklog();
  /** Channels that lost a unit: nothing more until a key unit, for no group of pictures is resumed in its middle. */
  const awaitingKey = new Set<number>();

  const admits = ({ unit, stream, channel, catchUp }: Picture): boolean => {
    if (catchUp) return true;
    const over = backlog.over(stream, clock.monotonic());
    if (over || (awaitingKey.has(channel) && !unit.key)) awaitingKey.add(channel);
    else awaitingKey.delete(channel);
    return !awaitingKey.has(channel);
  };
  const send = (message: Uint8Array): Sent => {
    if (socket === undefined) return 'dropped';
    socket.send(message);
    backlog.sent(message.length, clock.monotonic());
    return 'sent';
  };
  return {
    connect(options, onClosed) {
      this.disconnect();
      backlog = new HubBacklog();
      awaitingKey.clear();
      const opened = openMediaSocket(options, () => {
        if (socket !== opened) return;
        socket = undefined;
        onClosed();
      });
      socket = opened;
    },
    disconnect() {
      const open = socket;
      socket = undefined;
      open?.close();
    },
    acknowledge: (bytes) => backlog.acknowledge(bytes),
    sendPicture(epoch, picture) {
      if (epoch.permits.length === 0 || !epoch.permits.every((permit) => permit.live)) return 'withheld';
      if (socket === undefined || !admits(picture)) return 'dropped';
      const { unit, stream, channel, catchUp } = picture;
      const header = encodeFrameHeader({
        type: 'frame',
        key: unit.key,
        discardable: unit.discardable,
        masked: unit.masked === true,
        catchUp,
        codec: unit.codec,
        stream,
        channel,
        captureUs: unit.captureUs,
      });
      return send(epoch.sealer.seal(header, [unit.data], epoch.binding));
    },
    sendKey: (permit, message) => (permit.live ? send(message) : 'withheld'),
  };
}
