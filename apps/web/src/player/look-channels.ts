import { FRAME_HEADER_BYTES, type FrameHeader, type StreamName } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import type { OpenedFrame, Opener } from '@porchlight/frame-crypto/web';
import { type LookKeys, openEpoch, readEpoch } from './epoch-keys.ts';

export interface CameraChannels {
  readonly own: number;
  readonly main: number;
  readonly sub: number;
}

/** One channel of one camera, from the moment the hub names it. */
interface Route {
  readonly cameraId: CameraId;
  stream: StreamName;
  /** The newest two keys: one channel carries the catch-up of both streams. */
  openers: readonly Promise<Opener | undefined>[];
  received: number;
}

/** An opened unit, or one that could not be opened. */
export interface ChannelUnit {
  readonly cameraId: CameraId;
  readonly header: FrameHeader;
  readonly opened: OpenedFrame | undefined;
}

const KEYS_KEPT = 2;

/**
 * Opens what comes on a look's channels. Units of one stream of one camera come out in the order they came in, also when
 * the first of them travel on the viewer's own channel and the later ones on the shared one.
 */
export class LookChannels {
  readonly #keys: LookKeys;
  readonly #onUnit: (unit: ChannelUnit) => void;
  readonly #routes = new Map<number, Route>();
  readonly #tails = new Map<string, Promise<void>>();

  constructor(keys: LookKeys, onUnit: (unit: ChannelUnit) => void) {
    this.#keys = keys;
    this.#onUnit = onUnit;
  }

  /** Takes a camera's channels; their counts and keys begin anew. */
  set(cameraId: CameraId, channels: CameraChannels): void {
    for (const [channel, stream] of [
      [channels.own, 'sub'],
      [channels.main, 'main'],
      [channels.sub, 'sub'],
    ] as const)
      this.#routes.set(channel, { cameraId, stream, openers: [], received: 0 });
  }

  clear(): void {
    this.#routes.clear();
  }

  has(channel: number): boolean {
    return this.#routes.has(channel);
  }

  cameraOf(channel: number): CameraId | undefined {
    return this.#routes.get(channel)?.cameraId;
  }

  /** Media bytes taken so far, for every channel that brought some. */
  received(): { channel: number; cameraId: CameraId; stream: StreamName; received: number }[] {
    return [...this.#routes].flatMap(([channel, { cameraId, stream, received }]) =>
      received === 0 ? [] : [{ channel, cameraId, stream, received }],
    );
  }

  receive(header: FrameHeader, message: Uint8Array): void {
    const route = this.#routes.get(header.channel);
    if (route === undefined) return;
    route.received += message.length;
    if (header.type === 'epoch') {
      this.#takeKey(message);
      return;
    }
    const { cameraId, openers } = route;
    route.stream = header.stream;
    const order = `${cameraId} ${header.stream}`;
    const before = this.#tails.get(order) ?? Promise.resolve();
    this.#tails.set(
      order,
      before.then(async () => this.#onUnit({ cameraId, header, opened: await open(openers, message) })),
    );
  }

  #takeKey(message: Uint8Array): void {
    const body = readEpoch(message);
    const route = body && this.#routes.get(body.channel);
    if (body === undefined || route === undefined) return;
    const opener = openEpoch(body, message.slice(0, FRAME_HEADER_BYTES), this.#keys);
    route.openers = [opener, ...route.openers].slice(0, KEYS_KEPT);
  }
}

/** A frame names its key, so that another key fails at once. */
async function open(
  openers: readonly Promise<Opener | undefined>[],
  message: Uint8Array,
): Promise<OpenedFrame | undefined> {
  for (const opener of openers) {
    const opened = await (await opener)?.open(message, FRAME_HEADER_BYTES);
    if (opened !== undefined) return opened;
  }
  return undefined;
}
