import './incident-map.css';
import type { IncidentView, LookView, Site } from '@porchlight/contract';
import { circleRing } from '@porchlight/domain';
import type { GeoJSONSource, GeoJSONSourceSpecification, MapLayerMouseEvent } from 'maplibre-gl';
import { useEffect, useMemo, useRef } from 'react';
import { cameraFeatures, incidentFeatures } from './overlay-data.ts';
import { OVERLAY_LAYERS } from './overlay-layers.ts';
import { boundsOf, MAP_REST_MS, useMap } from './use-map.ts';
import { usePaced } from './use-paced.ts';
import { useSettled } from './use-settled.ts';

interface IncidentMapProps {
  readonly site: Site;
  readonly incidents: readonly IncidentView[];
  readonly selected: IncidentView | undefined;
  readonly look: LookView | undefined;
  readonly order: readonly string[];
  readonly highlighted: string | null;
  readonly onHover: (cameraId: string | null) => void;
  readonly onSelectIncident: (incidentId: string) => void;
  readonly onSelectCamera: (cameraId: string) => void;
}

const PADDING_PX = 24;
const FLIGHT_MS = 300;
/** A storm of calls does not draw the map more often than this; the list beside it shows each at once. */
const INCIDENTS_MS = 250;

/** The map of the console. Its list twin is beside it: nothing here cannot be reached there. */
export function IncidentMap(props: IncidentMapProps) {
  const { site, incidents, selected, look, order, highlighted } = props;
  const holder = useRef<HTMLDivElement>(null);
  const map = useMap(holder, site, 'dark');
  const acts = useRef(props);
  acts.current = props;

  useEffect(() => {
    if (map === undefined) return;
    const empty: GeoJSONSourceSpecification = {
      type: 'geojson',
      data: { type: 'FeatureCollection', features: [] },
    };
    map.addSource('incidents', empty);
    map.addSource('cameras', empty);
    for (const layer of OVERLAY_LAYERS) map.addLayer(layer);
    const idOf = (event: MapLayerMouseEvent): string => String(event.features?.[0]?.properties['id'] ?? '');
    map.on('click', 'incident-points', (event) => acts.current.onSelectIncident(idOf(event)));
    for (const layer of ['camera-points', 'wedges']) {
      map.on('click', layer, (event) => acts.current.onSelectCamera(idOf(event)));
      map.on('mousemove', layer, (event) => acts.current.onHover(idOf(event)));
      map.on('mouseleave', layer, () => acts.current.onHover(null));
    }
  }, [map]);

  const told = usePaced(incidents, INCIDENTS_MS);
  useEffect(() => {
    map?.getSource<GeoJSONSource>('incidents')?.setData(incidentFeatures(told, selected?.incidentId ?? null));
  }, [map, told, selected]);
  const settled = useSettled(look?.requestId, MAP_REST_MS) !== undefined;
  const cameras = useMemo(
    () => cameraFeatures(settled ? look : undefined, order, highlighted),
    [look, settled, order, highlighted],
  );
  useEffect(() => {
    map?.getSource<GeoJSONSource>('cameras')?.setData(cameras);
  }, [map, cameras]);

  const lat = selected?.position.lat;
  const lon = selected?.position.lon;
  const radiusM = selected?.circle?.radiusM ?? 250;
  useEffect(() => {
    if (map === undefined || lat === undefined || lon === undefined) return undefined;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const fit = (duration: number): void => {
      const bounds = boundsOf(circleRing({ lat, lon }, radiusM));
      map.fitBounds(bounds, { padding: PADDING_PX, duration, maxZoom: 17 });
    };
    fit(still ? 0 : FLIGHT_MS);
    const onResize = (): void => fit(0);
    map.on('resize', onResize);
    return () => void map.off('resize', onResize);
  }, [map, lat, lon, radiusM]);

  return (
    <div className="incident-map" data-ready={map !== undefined}>
      <div
        ref={holder}
        className="incident-map-canvas"
        role="application"
        aria-label="Map of the programme; the same is in the lists beside it"
      />
      {site.map?.badge != null && <span className="badge incident-map-badge">{site.map.badge}</span>}
      {site.map === null && (
        <span className="badge incident-map-badge">
          No base map was given: the dashed line is the programme’s boundary
        </span>
      )}
    </div>
  );
}
