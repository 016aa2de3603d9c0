import './wall.css';
import type { LookView } from '@porchlight/contract';
import { useCallback, useMemo, useState } from 'react';
import type { MediaPool } from '../player/media-pool.ts';
import { LayoutMenu } from './layout-menu.tsx';
import { wantsMain } from './layouts.ts';
import { Tile } from './tile.tsx';
import { useArea } from './use-area.ts';
import type { LookPictures } from './use-look-pictures.ts';
import { useWallKeys } from './use-wall-keys.ts';
import type { WallAct } from './wall-act.ts';
import { focusedOn, shapeFor, shownCameras, swapped, toggleMaximised, type WallState } from './wall-state.ts';

interface WallProps {
  readonly pool: MediaPool;
  readonly look: LookView;
  readonly pictures: LookPictures;
  readonly state: WallState;
  readonly onState: (change: (state: WallState) => WallState) => void;
  readonly onHover: (cameraId: string | null) => void;
}

/** The tiles of one look. Hidden tiles are not mounted, so that their pictures stop. */
export function Wall({ pool, look, pictures, state, onState, onHover }: WallProps) {
  const [placing, setPlacing] = useState<string | null>(null);
  const [area, gridRef] = useArea();
  const shown = shownCameras(state);
  const shape = useMemo(() => shapeFor(state, area), [state, area]);
  const act = useCallback(
    (a: WallAct): void => {
      if (a.kind === 'focus') {
        onState((s) => focusedOn(s, a.id));
        focusTile(a.id);
      } else if (a.kind === 'maximise') onState((s) => toggleMaximised(s, a.id));
      else if (a.kind === 'swap') {
        onState((s) => swapped(s, a.id, a.other));
        setPlacing(a.on ? a.id : null);
        focusTile(a.id);
      } else if (a.kind === 'place') {
        setPlacing(a.id);
        focusTile(a.id);
      } else setPlacing(null);
    },
    [onState],
  );
  useWallKeys(state, shape, placing, act);
  const maximise = useCallback((id: string) => act({ kind: 'maximise', id }), [act]);
  const swap = useCallback((id: string, other: string) => act({ kind: 'swap', id, other, on: false }), [act]);
  // A press on a tile turns to it, or puts the tile that was taken up in its place.
  const press = useCallback(
    (id: string) =>
      placing !== null && placing !== id
        ? act({ kind: 'swap', id: placing, other: id, on: false })
        : act({ kind: 'focus', id }),
    [act, placing],
  );

  return (
    <section className="wall" aria-label="Video wall">
      <WallBar
        state={state}
        placing={placing}
        hidden={look.cameras.length - shown.length}
        onState={onState}
        onAct={act}
      />
      <div
        ref={gridRef}
        className="wall-grid"
        style={{
          gridTemplateColumns: `repeat(${shape.columns}, 1fr)`,
          gridTemplateRows: `repeat(${shape.rows}, 1fr)`,
        }}
      >
        {shown.map((id, i) => {
          const camera = look.cameras.find((c) => c.cameraId === id);
          const slot = shape.slots[i];
          if (camera === undefined || slot === undefined) return null;
          return (
            <Tile
              key={id}
              pool={pool}
              requestId={look.requestId}
              camera={camera}
              gone={camera.state === 'gone' || pictures.gone.has(id)}
              number={state.order.indexOf(id) + 1}
              stats={pictures.stats.get(id)}
              openedAt={pictures.openedAt}
              look={look.state}
              slowed={pictures.slowed.get(id) ?? 'full'}
              large={wantsMain(shape, i)}
              focused={state.focused === id}
              placing={placing === id}
              slot={slot}
              onPress={press}
              onMaximise={maximise}
              onHover={onHover}
              onSwap={swap}
            />
          );
        })}
      </div>
    </section>
  );
}

interface BarProps {
  readonly state: WallState;
  readonly placing: string | null;
  readonly hidden: number;
  readonly onState: (change: (state: WallState) => WallState) => void;
  readonly onAct: (act: WallAct) => void;
}

function WallBar({ state, placing, hidden, onState, onAct }: BarProps) {
  const focused = state.focused ?? state.order[0];
  return (
    <div className="wall-bar">
      <LayoutMenu state={state} onState={onState} />
      <span className="wall-say" role="status">
        {placing !== null &&
          `Tile ${state.order.indexOf(placing) + 1}: arrows carry it, a number swaps, C puts it down`}
        {placing === null &&
          state.maximised === null &&
          hidden > 0 &&
          `${hidden} more, hidden by this layout`}
      </span>
      {focused !== undefined && (
        <span className="wall-acts">
          <button
            type="button"
            aria-pressed={placing !== null}
            onClick={() => onAct(placing === null ? { kind: 'place', id: focused } : { kind: 'put-down' })}
          >
            Place <kbd>C</kbd>
          </button>
          <button
            type="button"
            aria-pressed={state.maximised !== null}
            onClick={() => onAct({ kind: 'maximise', id: state.maximised ?? focused })}
          >
            {state.maximised === null ? 'Maximise' : 'Back'}{' '}
            <kbd>{state.maximised === null ? 'Enter' : 'Esc'}</kbd>
          </button>
        </span>
      )}
    </div>
  );
}

/** After the next paint: a camera that was hidden has its tile only then. */
function focusTile(id: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`.tile[data-camera="${id}"]`)?.focus());
}
