import type { LookView } from '@porchlight/contract';
import { useLayoutEffect, useRef, useState } from 'react';
import type { LookKeys } from '../player/epoch-keys.ts';
import type { Level } from '../player/media-link.ts';
import type { MediaPool } from '../player/media-pool.ts';
import type { TileStats } from '../player/tile-figures.ts';
import { LookFigures } from './look-figures.ts';
import { watermarkText } from './watermark-text.ts';

/** What the media workers say of a look's cameras, by camera id. */
export interface LookPictures {
  /** When pictures were asked for last: at the beginning, and when a hidden page is shown again. Epoch ms. */
  readonly openedAt: number;
  readonly stats: ReadonlyMap<string, TileStats>;
  readonly gone: ReadonlySet<string>;
  readonly slowed: ReadonlyMap<string, Level>;
}

const WATERMARK_MS = 10_000;
const nothingYet = (): LookPictures => ({
  openedAt: Date.now(),
  stats: new Map(),
  gone: new Set(),
  slowed: new Map(),
});

/** Opens a look in the media workers, follows its tiles, and leaves its figures as performance entries. */
export function useLookPictures(pool: MediaPool, look: LookView, keys: LookKeys): LookPictures {
  const [pictures, setPictures] = useState<LookPictures>(nothingYet);
  const { requestId, operatorId } = look;
  const granted = useRef(look.cameras);
  // Before any tile's own effect: a worker must know the look before it is handed a canvas of it.
  useLayoutEffect(() => {
    const stamp = (): string => watermarkText(operatorId, Date.now());
    const figures = new LookFigures(requestId);
    figures.await(granted.current.map((camera) => camera.cameraId));
    setPictures(nothingYet());
    pool.openLook(requestId, keys, stamp(), {
      onStats: (tiles) =>
        setPictures((p) => ({
          ...p,
          stats: new Map([...p.stats, ...tiles.map((t) => [t.cameraId, t] as const)]),
        })),
      onFirst: (kind, cameraId, at) => figures.first(kind, cameraId, at),
      onGone: (cameraId) => setPictures((p) => ({ ...p, gone: new Set([...p.gone, cameraId]) })),
      onSlowed: (cameraId, level) =>
        setPictures((p) => ({ ...p, slowed: new Map([...p.slowed, [cameraId, level]]) })),
    });
    const onVisibility = (): void => {
      if (document.visibilityState === 'visible') setPictures((p) => ({ ...p, openedAt: Date.now() }));
    };
    document.addEventListener('visibilitychange', onVisibility);
    const timer = setInterval(() => pool.setWatermark(requestId, stamp()), WATERMARK_MS);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibility);
      pool.closeLook(requestId);
    };
  }, [pool, requestId, operatorId, keys]);
  return pictures;
}
