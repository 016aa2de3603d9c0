import type { LookView } from '@porchlight/contract';
import { useEffect, useRef } from 'react';
import type { Size } from '../player/canvas-size.ts';
import type { MediaPool } from '../player/media-pool.ts';

interface PictureProps {
  readonly pool: MediaPool;
  readonly requestId: LookView['requestId'];
  readonly cameraId: LookView['cameras'][number]['cameraId'];
  readonly large: boolean;
}

/** Until the browser has laid the tile out; asking it before the picture is asked for would cost time. */
const FIRST_BOX: Size = { width: 640, height: 360 };

/**
 * A canvas handed to a media worker. A canvas can be handed over once, so each mount makes its own; leaving the page stops
 * the camera's pictures.
 */
export function Picture({ pool, requestId, cameraId, large }: PictureProps) {
  const holder = useRef<HTMLSpanElement>(null);
  const first = useRef(large);
  useEffect(() => {
    const place = holder.current;
    if (place === null) return undefined;
    const canvas = document.createElement('canvas');
    place.append(canvas);
    pool.addTile(requestId, cameraId, canvas, { large: first.current, box: FIRST_BOX });
    return () => {
      pool.dropTile(requestId, cameraId);
      canvas.remove();
    };
  }, [pool, requestId, cameraId]);
  useEffect(() => {
    const place = holder.current;
    if (place === null) return undefined;
    const sizes = new ResizeObserver(([entry]) => {
      if (entry !== undefined) pool.resize(requestId, cameraId, { large, box: boxOf(entry.contentRect) });
    });
    sizes.observe(place);
    return () => sizes.disconnect();
  }, [pool, requestId, cameraId, large]);
  return <span className="tile-picture" ref={holder} />;
}

/** CSS pixels to device pixels. */
function boxOf({ width, height }: DOMRectReadOnly): Size {
  return {
    width: Math.max(1, Math.round(width * devicePixelRatio)),
    height: Math.max(1, Math.round(height * devicePixelRatio)),
  };
}
