import type { Site } from '@porchlight/contract';
import { type CameraPose, wedgeRing } from '@porchlight/domain';
import { type GeoJSONSource, type Map as GlMap, Marker } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { openPortalMap } from '../../ui/portal-map.ts';
import { handleOf, movedByKey, movedTo, pointedAt, turnedByKey } from './pose-steps.ts';

interface Parts {
  readonly map: GlMap;
  readonly camera: Marker;
  readonly handle: Marker;
}

/**
 * The camera on the map: drag it or its direction handle, or focus one and use the arrow keys. The number fields beside
 * it say and change the same.
 */
export default function PoseMap(props: { site: Site; pose: CameraPose; onPose: (pose: CameraPose) => void }) {
  const { site, pose, onPose } = props;
  const place = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts>(undefined);
  const newest = useRef({ pose, onPose });
  const [broken, setBroken] = useState(false);
  newest.current = { pose, onPose };

  useEffect(() => {
    const container = place.current;
    if (container === null) return undefined;
    const change = (next: CameraPose | undefined) => next && newest.current.onPose(next);
    try {
      parts.current = openParts(container, site, newest.current.pose, () => newest.current.pose, change);
    } catch {
      setBroken(true);
    }
    return () => {
      parts.current?.map.remove();
      parts.current = undefined;
    };
  }, [site]);

  useEffect(() => {
    if (parts.current) show(parts.current, pose);
  }, [pose]);

  if (broken)
    return (
      <Notice tone="wait" title="This browser cannot draw the map.">
        <p>Use the number fields below.</p>
      </Notice>
    );
  return <div ref={place} className="pose-map" />;
}

function openParts(
  container: HTMLElement,
  site: Site,
  first: CameraPose,
  current: () => CameraPose,
  change: (next: CameraPose | undefined) => void,
): Parts {
  const map = openPortalMap(container, site);
  map.jumpTo({ center: first.position, zoom: 17.5 });
  const camera = knob(
    'pose-camera',
    'Camera. Arrow keys move it by one metre, with Shift by five.',
    (event) => movedByKey(current(), event.key, event.shiftKey),
  );
  const handle = knob(
    'pose-handle',
    'Direction. Left and right turn it, up and down change how far it sees.',
    (event) => turnedByKey(current(), event.key, event.shiftKey),
  );
  const parts: Parts = {
    map,
    camera: new Marker({ element: camera.element, draggable: true }).setLngLat(first.position).addTo(map),
    handle: new Marker({ element: handle.element, draggable: true }).setLngLat(handleOf(first)).addTo(map),
  };
  camera.onChange(change);
  handle.onChange(change);
  parts.camera.on('drag', () => change(movedTo(current(), at(parts.camera))));
  parts.handle.on('drag', () => change(pointedAt(current(), at(parts.handle))));
  parts.handle.on('dragend', () => show(parts, current()));
  map.on('load', () => {
    map.addSource('wedge', { type: 'geojson', data: wedge(current()) });
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
  });
  return parts;
}

function at(marker: Marker): { lat: number; lon: number } {
  const { lat, lng } = marker.getLngLat();
  return { lat, lon: lng };
}

function knob(className: string, label: string, act: (event: KeyboardEvent) => CameraPose | undefined) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = className;
  element.setAttribute('aria-label', label);
  return {
    element,
    onChange(change: (next: CameraPose | undefined) => void) {
      element.addEventListener('keydown', (event) => {
        const next = act(event);
        if (next === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        change(next);
      });
    },
  };
}

function wedge(pose: CameraPose): GeoJSON.Feature {
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [wedgeRing(pose)] } };
}

function show(parts: Parts, pose: CameraPose): void {
  parts.camera.setLngLat(pose.position);
  parts.handle.setLngLat(handleOf(pose));
  parts.map.getSource<GeoJSONSource>('wedge')?.setData(wedge(pose));
}
