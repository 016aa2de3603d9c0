import type { LookCameraView, LookView } from '@porchlight/contract';
import { Blinds, Footprints } from 'lucide-react';
import { type DragEvent, memo, useState } from 'react';
import type { Level } from '../player/media-link.ts';
import type { MediaPool } from '../player/media-pool.ts';
import type { TileStats } from '../player/tile-figures.ts';
import { useNow } from '../ui/use-now.ts';
import type { Slot } from './layouts.ts';
import { type Liveness, livenessOf, livenessWords } from './liveness.ts';
import { Picture } from './picture.tsx';

export interface TileProps {
  readonly pool: MediaPool;
  readonly requestId: LookView['requestId'];
  readonly camera: LookCameraView;
  /** No more pictures, whatever the cause. */
  readonly gone: boolean;
  /** As on the map and in the list; keys 1–9 and 0 turn to it. */
  readonly number: number;
  readonly stats: TileStats | undefined;
  readonly openedAt: number;
  readonly look: LookView['state'];
  readonly slowed: Level;
  readonly large: boolean;
  readonly focused: boolean;
  readonly placing: boolean;
  readonly slot: Slot;
  readonly onPress: (cameraId: string) => void;
  readonly onMaximise: (cameraId: string) => void;
  readonly onHover: (cameraId: string | null) => void;
  readonly onSwap: (id: string, other: string) => void;
}

const DRAG_TYPE = 'application/x-porchlight-camera';
const SLOWED: Readonly<Record<Level, string>> = {
  full: '',
  sub: ', slow link: small picture',
  keys: ', slow link: stills only',
};

/** One camera on the wall: the picture, its name, and what its frames say about it. */
export const Tile = memo(function Tile(props: TileProps) {
  const { camera, number, slot, stats } = props;
  const id = camera.cameraId;
  const liveness = useLiveness(props);
  const words = livenessWords(liveness);
  const dark = liveness.kind === 'gone' || liveness.kind === 'ended';
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    const from = event.dataTransfer.getData(DRAG_TYPE);
    if (from !== '' && from !== id) props.onSwap(from, id);
  };
  return (
    <button
      type="button"
      className="tile"
      style={{
        gridColumn: `${slot.column} / span ${slot.span}`,
        gridRow: `${slot.row} / span ${slot.span}`,
      }}
      data-camera={id}
      data-liveness={liveness.kind}
      data-stream={stats?.stream}
      data-drawn={stats?.drawn ?? 0}
      data-glass-ms={stats?.glassMs ?? undefined}
      data-focused={props.focused}
      data-placing={props.placing}
      aria-label={`${number}: ${camera.label}. ${words}`}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, id)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      onClick={() => props.onPress(id)}
      onDoubleClick={() => props.onMaximise(id)}
      onFocus={() => props.onHover(id)}
      onBlur={() => props.onHover(null)}
      onPointerEnter={() => props.onHover(id)}
      onPointerLeave={() => props.onHover(null)}
    >
      {dark ? (
        <span className="tile-card">{words}</span>
      ) : (
        <Picture pool={props.pool} requestId={props.requestId} cameraId={id} large={props.large} />
      )}
      <span className="tile-head">
        <span className="tile-name">
          <b>{number}</b>
          {camera.followed && (
            <Footprints className="tile-followed" size={12} role="img" aria-label="came in by following" />
          )}
          <span>{camera.label}</span>
          {!dark && stats?.masked && (
            <Blinds size={12} role="img" aria-label="the owner covered parts of this picture" />
          )}
        </span>
        {!dark && (
          <span className="tile-badge" data-kind={liveness.kind}>
            {words}
            {SLOWED[props.slowed]}
          </span>
        )}
      </span>
    </button>
  );
});

function useLiveness({ look, gone, stats, openedAt }: TileProps): Liveness {
  const [mountedAt] = useState(Date.now);
  return livenessOf({
    look,
    gone,
    lastDrawnAt: stats?.lastDrawnAt ?? null,
    openedAt: Math.max(openedAt, mountedAt),
    lagMs: stats?.lagMs ?? 0,
    catchUpMs: stats?.catchUpMs ?? 0,
    now: useNow(500),
  });
}
