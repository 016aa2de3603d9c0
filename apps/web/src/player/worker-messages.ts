import type { CameraId, RequestId } from '@porchlight/domain';
import type { LookKeys } from './epoch-keys.ts';
import type { TileLook } from './look-stage.ts';
import type { Level } from './media-link.ts';
import type { FirstKind, TileStats } from './tile-figures.ts';

/** From the page to a media worker. */
export type ToMediaWorker =
  /** Keys of a look; before its first tile. */
  | {
      readonly t: 'look';
      readonly requestId: RequestId;
      readonly keys: LookKeys;
      readonly watermark: string;
      readonly visible: boolean;
    }
  | { readonly t: 'watermark'; readonly requestId: RequestId; readonly text: string }
  /** Show a camera of a look on this canvas. */
  | {
      readonly t: 'tile';
      readonly requestId: RequestId;
      readonly cameraId: CameraId;
      readonly canvas: OffscreenCanvas;
      readonly look: TileLook;
    }
  /** The tile has another size. */
  | {
      readonly t: 'resize';
      readonly requestId: RequestId;
      readonly cameraId: CameraId;
      readonly look: TileLook;
    }
  | { readonly t: 'drop'; readonly requestId: RequestId; readonly cameraId: CameraId }
  /** The page is hidden, or shown again. */
  | { readonly t: 'visible'; readonly requestId: RequestId; readonly visible: boolean }
  | { readonly t: 'forget'; readonly requestId: RequestId };

/** From a media worker to the page. Times are epoch milliseconds. */
export type FromMediaWorker =
  /** At most four times a second. */
  | { readonly t: 'stats'; readonly requestId: RequestId; readonly tiles: readonly TileStats[] }
  | {
      readonly t: FirstKind;
      readonly requestId: RequestId;
      readonly cameraId: CameraId;
      readonly at: number;
    }
  | { readonly t: 'gone'; readonly requestId: RequestId; readonly cameraId: CameraId }
  | {
      readonly t: 'slowed';
      readonly requestId: RequestId;
      readonly cameraId: CameraId;
      readonly level: Level;
    };
