import { FRAME_HEADER_BYTES, type FrameHeader, type StreamName } from '@porchlight/contract';
import type { Opener } from '@porchlight/frame-crypto/web';
import { type LookKeys, openEpoch, readEpoch } from './epoch-keys.ts';
import type { TilePlayer, TileStats } from './tile-player.ts';

interface Route {
  readonly cameraId: string;
  /** The channel's key; a newer epoch replaces it. */
  opener: Promise<Opener | undefined> | undefined;
  /** Messages of a channel are opened one after another, in the order they came. */
  tail: Promise<void>;
  received: number;
  stream: StreamName;
}

/** A tile that waits for its canvas or its channels. */
interface Tile {
  readonly player: TilePlayer;
  main: boolean;
  shown: boolean;
}

/** What is known of one look in a worker: its keys, its tiles, and which channel is which camera. */
export class LookStage {
  readonly requestId: string;
  readonly #keys: LookKeys;
  readonly #tiles = new Map<string, Tile>();
  readonly #routes = new Map<number, Route>();
  #watermark: string;

  constructor(requestId: string, keys: LookKeys, watermark: string) {
    this.requestId = requestId;
    this.#keys = keys;
    this.#watermark = watermark;
  }

  set watermark(text: string) {
    this.#watermark = text;
    for (const tile of this.#tiles.values()) tile.player.watermark = text;
  }

  addTile(cameraId: string, player: TilePlayer, main: boolean, shown: boolean): void {
    this.dropTile(cameraId);
    player.watermark = this.#watermark;
    player.want(main);
    this.#tiles.set(cameraId, { player, main, shown });
  }

  want(cameraId: string, main: boolean, shown: boolean): void {
    const tile = this.#tiles.get(cameraId);
    if (tile === undefined) return;
    tile.main = main;
    tile.shown = shown;
    tile.player.want(main);
  }

  wanted(): { cameraId: string; main: boolean; shown: boolean }[] {
    return [...this.#tiles].map(([cameraId, { main, shown }]) => ({ cameraId, main, shown }));
  }

  dropTile(cameraId: string): void {
    this.#tiles.get(cameraId)?.player.close();
    this.#tiles.delete(cameraId);
  }

  setChannels(cameraId: string, channels: { own: number; main: number; sub: number }): void {
    for (const [channel, stream] of [
      [channels.own, 'sub'],
      [channels.main, 'main'],
      [channels.sub, 'sub'],
    ] as const)
      this.#routes.set(channel, {
        cameraId,
        opener: undefined,
        tail: Promise.resolve(),
        received: 0,
        stream,
      });
  }

  has(channel: number): boolean {
    return this.#routes.has(channel);
  }

  cameraOf(channel: number): string | undefined {
    return this.#routes.get(channel)?.cameraId;
  }

  /** Takes a media message of one of this look's channels. */
  receive(header: FrameHeader, message: Uint8Array): void {
    const route = this.#routes.get(header.channel);
    if (route === undefined) return;
    route.received += message.length;
    if (header.type === 'epoch') this.#epoch(message);
    else {
      route.stream = header.stream;
      const opener = route.opener;
      route.tail = route.tail.then(() => this.#frame(route.cameraId, opener, header, message));
    }
  }

  progress(): { channel: number; received: number; queue: number; lagMs: number }[] {
    return [...this.#routes].flatMap(([channel, { cameraId, received, stream }]) => {
      const tile = this.#tiles.get(cameraId);
      return received === 0 || tile === undefined
        ? []
        : [{ channel, received, ...tile.player.progress(stream) }];
    });
  }

  stats(): TileStats[] {
    return [...this.#tiles.values()].map((tile) => tile.player.stats());
  }

  /** After a lost socket everything is asked for anew; counts begin again. */
  resetChannels(): void {
    this.#routes.clear();
  }

  close(): void {
    for (const cameraId of [...this.#tiles.keys()]) this.dropTile(cameraId);
  }

  #epoch(message: Uint8Array): void {
    const body = readEpoch(message);
    const route = body && this.#routes.get(body.channel);
    if (route !== undefined && body !== undefined)
      route.opener = openEpoch(body, message.slice(0, FRAME_HEADER_BYTES), this.#keys);
  }

  async #frame(
    cameraId: string,
    opening: Promise<Opener | undefined> | undefined,
    header: FrameHeader,
    message: Uint8Array,
  ): Promise<void> {
    const opener = await opening;
    const opened = await opener?.open(message, FRAME_HEADER_BYTES);
    const tile = this.#tiles.get(cameraId);
    if (tile === undefined) return;
    if (opened === undefined) tile.player.reject();
    else {
      const { key, discardable, catchUp, captureUs } = header;
      tile.player.push(header.stream, { key, discardable, catchUp, captureUs, data: opened.plaintext });
    }
  }
}
