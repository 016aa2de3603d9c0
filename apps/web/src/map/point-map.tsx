import './point-map.css';
import type { Site } from '@porchlight/contract';
import { destination, type LatLon } from '@porchlight/domain';
import { type Map as GlMap, Marker } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { useMap } from './use-map.ts';

const HEADINGS: Readonly<Record<string, number>> = {
  ArrowUp: 0,
  ArrowRight: 90,
  ArrowDown: 180,
  ArrowLeft: 270,
};

/** One place on the map: press anywhere, drag the pin, or focus it and use the arrow keys. Throws where WebGL is missing. */
export default function PointMap(props: { site: Site; point: LatLon; onPoint: (point: LatLon) => void }) {
  const { site, point, onPoint } = props;
  const holder = useRef<HTMLDivElement>(null);
  const pin = useRef<Marker>(undefined);
  const newest = useRef({ point, onPoint });
  newest.current = { point, onPoint };
  const map = useMap(holder, site, 'light');
  useEffect(() => {
    if (map === undefined) return undefined;
    const marker = addPin(map, newest.current.point, (heading, metres) => {
      const { point: from, onPoint: tell } = newest.current;
      tell(heading === undefined ? placeOf(marker) : destination(from, heading, metres));
    });
    map.on('click', ({ lngLat }) => newest.current.onPoint({ lat: lngLat.lat, lon: lngLat.lng }));
    pin.current = marker;
    return () => {
      marker.remove();
      pin.current = undefined;
    };
  }, [map]);
  useEffect(() => {
    pin.current?.setLngLat(point);
  }, [point]);
  return <div ref={holder} className="map-frame" />;
}

function placeOf(marker: Marker): LatLon {
  const { lat, lng } = marker.getLngLat();
  return { lat, lon: lng };
}

function addPin(
  map: GlMap,
  point: LatLon,
  move: (heading: number | undefined, metres: number) => void,
): Marker {
  map.jumpTo({ center: point, zoom: 17 });
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'point-pin';
  element.setAttribute('aria-label', 'The place. Arrow keys move it by one metre, with Shift by ten.');
  element.addEventListener('keydown', (event) => {
    const heading = HEADINGS[event.key];
    if (heading === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(heading, event.shiftKey ? 10 : 1);
  });
  const marker = new Marker({ element, draggable: true }).setLngLat(point).addTo(map);
  marker.on('dragend', () => move(undefined, 0));
  return marker;
}
