import type { Site } from '@porchlight/contract';
import { useEffect, useRef } from 'react';
import { useMap } from '../../map/use-map.ts';

/** The programme's area on the base map. Throws where WebGL is missing. */
export default function BoundaryMap({ site }: { site: Site }) {
  const holder = useRef<HTMLDivElement>(null);
  const map = useMap(holder, site, 'light');
  useEffect(() => {
    if (map === undefined) return;
    map.addLayer(
      {
        id: 'inside',
        type: 'fill',
        source: 'boundary',
        paint: { 'fill-color': '#0b5d56', 'fill-opacity': 0.08 },
      },
      'boundary',
    );
    map.setPaintProperty('boundary', 'line-color', '#0b5d56');
    map.setPaintProperty('boundary', 'line-width', 2.5);
  }, [map]);
  return <div ref={holder} className="boundary-map" />;
}
