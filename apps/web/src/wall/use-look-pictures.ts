import type { LookView } from '@porchlight/contract';
import { useLayoutEffect, useState } from 'react';
import type { LookKeys } from '../player/epoch-keys.ts';
import type { MediaPool } from '../player/media-pool.ts';
import type { TileStats } from '../player/tile-player.ts';

/** What the media workers say of a look's cameras, by camera id. */
export interface LookPictures {
  readonly openedAt: number;
  readonly stats: ReadonlyMap<string, TileStats>;
  readonly gone: ReadonlySet<string>;
  readonly slowed: ReadonlyMap<string, 'full' | 'sub' | 'keys'>;
}

/** `operator · 2026-11-23 03:14Z`: drawn into every picture. */
export function watermarkText(operatorId: string, now: number): string {
  return `${operatorId} · ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/**
 * Opens a look in the media workers and follows its tiles. Leaves performance measures: `press-to-first-drawn` per
 * camera (detail.cameraId), from the mark `press` of the same look.
 */
export function useLookPictures(pool: MediaPool, look: LookView, keys: LookKeys): LookPictures {
  const [pictures, setPictures] = useState<LookPictures>(() => ({
    openedAt: Date.now(),
    stats: new Map(),
    gone: new Set(),
    slowed: new Map(),
  }));
  const { requestId, operatorId } = look;
  // Before any tile's own effect: a worker must know the look before it is handed a canvas of it.
  useLayoutEffect(() => {
    const stamp = (): string => watermarkText(operatorId, Date.now());
    setPictures({ openedAt: Date.now(), stats: new Map(), gone: new Set(), slowed: new Map() });
    pool.openLook(requestId, keys, stamp(), {
      onStats: (tiles) =>
        setPictures((p) => ({
          ...p,
          stats: new Map([...p.stats, ...tiles.map((t) => [t.cameraId, t] as const)]),
        })),
      onFirst: (kind, cameraId, at) => measure(requestId, kind, cameraId, at),
      onGone: (cameraId) => setPictures((p) => ({ ...p, gone: new Set([...p.gone, cameraId]) })),
      onSlowed: (cameraId, level) =>
        setPictures((p) => ({ ...p, slowed: new Map([...p.slowed, [cameraId, level]]) })),
      onLink: () => undefined,
    });
    const timer = setInterval(() => pool.setWatermark(requestId, stamp()), 10_000);
    return () => {
      clearInterval(timer);
      pool.closeLook(requestId);
    };
  }, [pool, requestId, operatorId, keys]);
  return pictures;
}

function measure(requestId: string, kind: string, cameraId: string, at: number): void {
  const [press] = performance.getEntriesByName(`press ${requestId}`, 'mark');
  if (press === undefined) return;
  const end = at - performance.timeOrigin;
  performance.measure(`press-to-${kind}`, {
    start: press.startTime,
    end: Math.max(press.startTime, end),
    detail: { requestId, cameraId },
  });
}
