import 'maplibre-gl/dist/maplibre-gl.css';
import type { Site } from '@porchlight/contract';
import { addProtocol, LngLatBounds, Map as MapLibre, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Protocol } from 'pmtiles';
import { type RefObject, useEffect, useState } from 'react';
import { baseStyle, type MapTheme } from './style.ts';

setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

/** When the wall opens beside the map, the pictures go first. */
export const MAP_REST_MS = 600;

/** A map of the programme in `holder`; undefined until its style has loaded. Removed with the component. */
export function useMap(
  holder: RefObject<HTMLElement | null>,
  site: Site,
  theme: MapTheme,
): MapLibre | undefined {
  const [ready, setReady] = useState<MapLibre>();
  useEffect(() => {
    if (holder.current === null) return undefined;
    const map = new MapLibre({
      container: holder.current,
      style: baseStyle(site, theme),
      bounds: boundsOf(site.boundary),
      fitBoundsOptions: { padding: 24 },
      attributionControl: { compact: true },
      trackResize: false,
      fadeDuration: 0,
      pitchWithRotate: false,
      dragRotate: false,
    });
    map.touchZoomRotate.disableRotation();
    map.on('load', () => setReady(map));
    let timer: ReturnType<typeof setTimeout>;
    const sizes = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => map.resize(), MAP_REST_MS);
    });
    sizes.observe(holder.current);
    return () => {
      clearTimeout(timer);
      sizes.disconnect();
      setReady(undefined);
      map.remove();
    };
  }, [holder, site, theme]);
  return ready;
}

export function boundsOf(ring: readonly (readonly [number, number])[]): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const [lon, lat] of ring) bounds.extend([lon, lat]);
  return bounds;
}
