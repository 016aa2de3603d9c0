import type { LookKeys } from './epoch-keys.ts';
import type { TileStats } from './tile-player.ts';

/** From the page to a media worker. */
export type ToMediaWorker =
  /** Keys of a look; before its first tile. */
  | { readonly t: 'look'; readonly requestId: string; readonly keys: LookKeys; readonly watermark: string }
  | { readonly t: 'watermark'; readonly requestId: string; readonly text: string }
  /** Show a camera of a look on this canvas. */
  | {
      readonly t: 'tile';
      readonly requestId: string;
      readonly cameraId: string;
      readonly canvas: OffscreenCanvas;
      readonly main: boolean;
      readonly shown: boolean;
    }
  /** Which stream the tile needs; `shown` false stops its pictures. */
  | {
      readonly t: 'want';
      readonly requestId: string;
      readonly cameraId: string;
      readonly main: boolean;
      readonly shown: boolean;
    }
  | { readonly t: 'drop'; readonly requestId: string; readonly cameraId: string }
  | { readonly t: 'forget'; readonly requestId: string };

/** From a media worker to the page. Times are epoch milliseconds. */
export type FromMediaWorker =
  | { readonly t: 'stats'; readonly requestId: string; readonly tiles: readonly TileStats[] }
  | {
      readonly t: 'first-drawn' | 'first-live';
      readonly requestId: string;
      readonly cameraId: string;
      readonly at: number;
    }
  | { readonly t: 'gone'; readonly requestId: string; readonly cameraId: string }
  | {
      readonly t: 'slowed';
      readonly requestId: string;
      readonly cameraId: string;
      readonly level: 'full' | 'sub' | 'keys';
    }
  | { readonly t: 'link'; readonly state: 'open' | 'lost' };
