import type { Site } from '@porchlight/contract';
import { type CameraPose, wedgeRing } from '@porchlight/domain';
import { type GeoJSONSource, type Map as GlMap, Marker } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { useMap } from '../../map/use-map.ts';
import { handleOf, movedByKey, movedTo, pointedAt, turnedByKey } from './pose-steps.ts';

interface Parts {
  readonly map: GlMap;
  readonly camera: Marker;
  readonly handle: Marker;
}

/**
 * The camera on the map: drag it or its direction handle, or focus one and use the arrow keys. The number fields beside
 * it say and change the same. Throws where WebGL is missing.
 */
export default function PoseMap(props: { site: Site; pose: CameraPose; onPose: (pose: CameraPose) => void }) {
  const { site, pose, onPose } = props;
  const holder = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts>(undefined);
  const newest = useRef({ pose, onPose });
  newest.current = { pose, onPose };
  const map = useMap(holder, site, 'light');

  useEffect(() => {
    if (map === undefined) return undefined;
    const change = (next: CameraPose | undefined) => next && newest.current.onPose(next);
    parts.current = addParts(map, () => newest.current.pose, change);
    return () => {
      parts.current?.camera.remove();
      parts.current?.handle.remove();
      parts.current = undefined;
    };
  }, [map]);

  useEffect(() => {
    if (parts.current) show(parts.current, pose);
  }, [pose]);

  return <div ref={holder} className="map-frame" />;
}

function addParts(
  map: GlMap,
  current: () => CameraPose,
  change: (next: CameraPose | undefined) => void,
): Parts {
  const first = current();
  map.jumpTo({ center: first.position, zoom: 17.5 });
  map.addSource('wedge', { type: 'geojson', data: wedge(first) });
  map.addLayer({
    id: 'wedge',
    type: 'fill',
    source: 'wedge',
    paint: { 'fill-color': '#e79f1c', 'fill-opacity': 0.3 },
  });
  map.addLayer({
    id: 'wedge-edge',
    type: 'line',
    source: 'wedge',
    paint: { 'line-color': '#8a5a00', 'line-width': 1.5 },
  });
  const camera = knob(
    'pose-camera',
    'Camera. Arrow keys move it by one metre, with Shift by five.',
    (event) => change(movedByKey(current(), event.key, event.shiftKey)),
  );
  const handle = knob(
    'pose-handle',
    'Direction. Left and right turn it, up and down change how far it sees.',
    (event) => change(turnedByKey(current(), event.key, event.shiftKey)),
  );
  const parts: Parts = {
    map,
    camera: new Marker({ element: camera, draggable: true }).setLngLat(first.position).addTo(map),
    handle: new Marker({ element: handle, draggable: true }).setLngLat(handleOf(first)).addTo(map),
  };
  parts.camera.on('drag', () => change(movedTo(current(), at(parts.camera))));
  parts.handle.on('drag', () => change(pointedAt(current(), at(parts.handle))));
  parts.handle.on('dragend', () => show(parts, current()));
  return parts;
}

function at(marker: Marker): { lat: number; lon: number } {
  const { lat, lng } = marker.getLngLat();
  return { lat, lon: lng };
}

function knob(className: string, label: string, onArrow: (event: KeyboardEvent) => void): HTMLElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = className;
  element.setAttribute('aria-label', label);
  element.addEventListener('keydown', (event) => {
    if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
    onArrow(event);
  });
  return element;
}

function wedge(pose: CameraPose): GeoJSON.Feature {
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [wedgeRing(pose)] } };
}

function show(parts: Parts, pose: CameraPose): void {
  parts.camera.setLngLat(pose.position);
  parts.handle.setLngLat(handleOf(pose));
  parts.map.getSource<GeoJSONSource>('wedge')?.setData(wedge(pose));
}
