import type { LookCameraView } from '@porchlight/contract';
import { type DragEvent, memo, useEffect, useRef } from 'react';
import type { MediaPool } from '../player/media-pool.ts';
import type { TileStats } from '../player/tile-player.ts';
import { useNow } from '../ui/use-now.ts';
import { livenessOf, livenessWords } from './liveness.ts';

export interface TileProps {
  readonly pool: MediaPool;
  readonly requestId: string;
  readonly camera: LookCameraView;
  readonly number: number;
  readonly stats: TileStats | undefined;
  readonly openedAt: number;
  readonly look: 'running' | 'ended';
  readonly slowed: 'full' | 'sub' | 'keys';
  readonly main: boolean;
  readonly focused: boolean;
  readonly placing: boolean;
  readonly style: { gridColumn: string; gridRow: string };
  readonly onFocus: (cameraId: string) => void;
  readonly onMaximise: (cameraId: string) => void;
  readonly onHover: (cameraId: string | null) => void;
  readonly onSwap: (a: string, b: string) => void;
}

const DRAG_TYPE = 'application/x-porchlight-camera';

/** One camera on the wall: the picture, its name, and what its frames say about it. */
export const Tile = memo(function Tile(props: TileProps) {
  const { camera, number, focused, placing, style } = props;
  const id = camera.cameraId;
  const now = useNow(500);
  const gone = camera.state === 'gone';
  const liveness = livenessOf({
    look: props.look,
    gone,
    lastDrawnAt: props.stats?.lastDrawnAt ?? null,
    openedAt: props.openedAt,
    lagMs: props.stats?.lagMs ?? 0,
    catchUpMs: props.stats?.catchUpMs ?? 0,
    now,
  });
  const dark = gone || props.look === 'ended';
  const words = livenessWords(liveness);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const from = event.dataTransfer.getData(DRAG_TYPE);
    if (from !== '' && from !== id) props.onSwap(from, id);
  };
  return (
    <button
      type="button"
      className="tile"
      style={style}
      data-camera={id}
      data-liveness={liveness.kind}
      data-focused={focused}
      data-placing={placing}
      aria-label={`${number}: ${camera.label}. ${words}`}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, id)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      onFocus={() => props.onFocus(id)}
      onDoubleClick={() => props.onMaximise(id)}
      onPointerEnter={() => props.onHover(id)}
      onPointerLeave={() => props.onHover(null)}
    >
      {!dark && <Picture pool={props.pool} requestId={props.requestId} cameraId={id} main={props.main} />}
      {dark && <span className="tile-card">{words}</span>}
      <span className="tile-name">
        <b>{number}</b> {camera.label}
      </span>
      {!dark && (
        <span className="tile-badge" data-kind={liveness.kind}>
          {words}
          {props.slowed !== 'full' && (props.slowed === 'keys' ? ' · slow link: stills' : ' · slow link')}
        </span>
      )}
      {camera.followed && !dark && <span className="tile-followed">followed</span>}
    </button>
  );
});

/** A canvas handed to a worker. A canvas can be handed over once, so each mount makes its own. */
function Picture({
  pool,
  requestId,
  cameraId,
  main,
}: {
  pool: MediaPool;
  requestId: string;
  cameraId: string;
  main: boolean;
}) {
  const holder = useRef<HTMLSpanElement>(null);
  const wanted = useRef(main);
  wanted.current = main;
  useEffect(() => {
    const place = holder.current;
    if (place === null) return undefined;
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    place.append(canvas);
    pool.addTile(requestId, cameraId, canvas, wanted.current, true);
    return () => {
      pool.dropTile(requestId, cameraId);
      canvas.remove();
    };
  }, [pool, requestId, cameraId]);
  useEffect(() => pool.want(requestId, cameraId, main, true), [pool, requestId, cameraId, main]);
  return <span className="tile-picture" ref={holder} />;
}
