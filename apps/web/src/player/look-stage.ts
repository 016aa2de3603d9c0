import type { FrameHeader } from '@porchlight/contract';
import type { CameraId, RequestId } from '@porchlight/domain';
import type { Size } from './canvas-size.ts';
import type { LookKeys } from './epoch-keys.ts';
import { shouldReopen } from './lag-rules.ts';
import { type CameraChannels, type ChannelUnit, LookChannels } from './look-channels.ts';
import { FIRST_WANT, sameWant, streamsWanted, type Want } from './streams-wanted.ts';
import type { TileStats } from './tile-figures.ts';
import type { TilePlayer } from './tile-player.ts';

/** What a stage needs of a {@link TilePlayer}. */
export type Screen = Pick<
  TilePlayer,
  | 'push'
  | 'reject'
  | 'restart'
  | 'close'
  | 'progress'
  | 'backlog'
  | 'mainFlows'
  | 'undecodable'
  | 'needsH264'
  | 'stats'
  | 'large'
  | 'box'
  | 'watermark'
>;

/** How a tile stands on the screen. */
export interface TileLook {
  /** Large enough for the main stream. */
  readonly large: boolean;
  /** Device pixels. */
  readonly box: Size;
}

interface Tile {
  readonly screen: Screen;
  /** What the hub knows of this tile's wish. */
  told: Want;
}

/** What a worker knows of one look: its keys and channels, and its share of the tiles. */
export class LookStage {
  readonly requestId: RequestId;
  readonly #channels: LookChannels;
  readonly #tiles = new Map<CameraId, Tile>();
  #watermark: string;
  /** False while the page is hidden: then nothing is asked for. */
  visible = true;

  constructor(requestId: RequestId, keys: LookKeys, watermark: string) {
    this.requestId = requestId;
    this.#channels = new LookChannels(keys, (unit) => this.#unit(unit));
    this.#watermark = watermark;
  }

  set watermark(text: string) {
    this.#watermark = text;
    for (const { screen } of this.#tiles.values()) screen.watermark = text;
  }

  addTile(cameraId: CameraId, screen: Screen, look: TileLook): void {
    this.dropTile(cameraId);
    screen.watermark = this.#watermark;
    this.#tiles.set(cameraId, { screen, told: FIRST_WANT });
    this.resize(cameraId, look);
  }

  resize(cameraId: CameraId, { large, box }: TileLook): void {
    const tile = this.#tiles.get(cameraId);
    if (tile === undefined) return;
    tile.screen.large = large;
    tile.screen.box = box;
  }

  dropTile(cameraId: CameraId): void {
    this.#tiles.get(cameraId)?.screen.close();
    this.#tiles.delete(cameraId);
  }

  /** Every camera is about to be asked for anew: nothing that came before holds any more. */
  begin(): CameraId[] {
    this.#channels.clear();
    for (const tile of this.#tiles.values()) {
      tile.told = FIRST_WANT;
      tile.screen.restart();
    }
    return [...this.#tiles.keys()];
  }

  /** Wishes the hub does not know yet; they count as told from now on. */
  news(): { cameraId: CameraId; want: Want }[] {
    return [...this.#tiles].flatMap(([cameraId, tile]) => {
      const { large, mainFlows, undecodable, needsH264 } = tile.screen;
      const want = streamsWanted({ shown: this.visible, large, mainFlows, undecodable, needsH264 });
      if (sameWant(want, tile.told)) return [];
      tile.told = want;
      return [{ cameraId, want }];
    });
  }

  setChannels(cameraId: CameraId, channels: CameraChannels): void {
    this.#channels.set(cameraId, channels);
  }

  has(channel: number): boolean {
    return this.#channels.has(channel);
  }

  cameraOf(channel: number): CameraId | undefined {
    return this.#channels.cameraOf(channel);
  }

  receive(header: FrameHeader, message: Uint8Array): void {
    this.#channels.receive(header, message);
  }

  progress(): { channel: number; received: number; queue: number; lagMs: number }[] {
    return this.#channels.received().flatMap(({ channel, cameraId, stream, received }) => {
      const screen = this.#tiles.get(cameraId)?.screen;
      return screen === undefined ? [] : [{ channel, received, ...screen.progress(stream) }];
    });
  }

  stats(): TileStats[] {
    return [...this.#tiles.values()].map(({ screen }) => screen.stats());
  }

  /** True when a tile is so late that only a fresh socket helps. */
  needsReopening(sinceReopenMs: number): boolean {
    return [...this.#tiles.values()].some(({ screen }) => shouldReopen(screen.backlog, sinceReopenMs));
  }

  close(): void {
    for (const cameraId of [...this.#tiles.keys()]) this.dropTile(cameraId);
    this.#channels.clear();
  }

  #unit({ cameraId, header, opened }: ChannelUnit): void {
    const screen = this.#tiles.get(cameraId)?.screen;
    if (screen === undefined) return;
    const { key, discardable, catchUp, masked, captureUs, codec, stream } = header;
    if (opened === undefined) screen.reject(stream);
    else screen.push(stream, { codec, key, discardable, catchUp, masked, captureUs, data: opened.plaintext });
  }
}
