import './wall.css';
import type { LookView } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import type { MediaPool } from '../player/media-pool.ts';
import { LayoutMenu } from './layout-menu.tsx';
import { LAYOUTS, layoutFor, neighbour, shapeOf, wantsMain } from './layouts.ts';
import { Tile } from './tile.tsx';
import type { LookPictures } from './use-look-pictures.ts';
import { layoutOf, shownCameras, swapped, toggleMaximised, type WallState } from './wall-state.ts';

interface WallProps {
  readonly pool: MediaPool;
  readonly look: LookView;
  readonly pictures: LookPictures;
  readonly state: WallState;
  readonly onState: (change: (state: WallState) => WallState) => void;
  readonly onHover: (cameraId: string | null) => void;
}

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
type Arrow = (typeof ARROWS)[number];
const isArrow = (key: string): key is Arrow => (ARROWS as readonly string[]).includes(key);

/** The tiles of one look. Hidden tiles are not mounted, so that their pictures stop. */
export function Wall({ pool, look, pictures, state, onState, onHover }: WallProps) {
  const [placing, setPlacing] = useState<string | null>(null);
  const layout = layoutOf(state);
  const shape = shapeOf(layout);
  const shown = shownCameras(state);
  const focus = useCallback(
    (id: string) => onState((s) => (s.focused === id ? s : { ...s, focused: id })),
    [onState],
  );
  const maximise = useCallback((id: string) => onState((s) => toggleMaximised(s, id)), [onState]);
  const swap = useCallback((a: string, b: string) => onState((s) => swapped(s, a, b)), [onState]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      const act = keyAct(event.key);
      if (act !== undefined) {
        event.preventDefault();
        act();
      }
    };
    const keyAct = (key: string): (() => void) | undefined => {
      const focused = state.focused ?? shown[0];
      if (/^[1-9]$/.test(key) && state.order[Number(key) - 1] !== undefined)
        return () => focusTile(state.order[Number(key) - 1] as string);
      if (focused === undefined) return undefined;
      const at = Math.max(0, shown.indexOf(focused));
      if (isArrow(key) && document.activeElement?.closest('.wall'))
        return () => focusTile(shown[neighbour(layout, at, key, shown.length)] as string);
      if (key === 'Enter' && document.activeElement?.closest('.tile')) return () => maximise(focused);
      if (key === 'c' || key === 'C') return () => place(focused);
      return undefined;
    };
    const focusTile = (id: string): void => {
      if (placing !== null && placing !== id) {
        swap(placing, id);
        setPlacing(null);
      }
      focus(id);
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`.tile[data-camera="${id}"]`)?.focus());
    };
    const place = (id: string): void => setPlacing((before) => (before === null ? id : null));
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [state, shown, layout, placing, focus, maximise, swap]);

  return (
    <section className="wall" aria-label="Video wall">
      <div className="wall-bar">
        <LayoutMenu
          layouts={LAYOUTS}
          current={state.chosen}
          automatic={layoutFor(state.order.length)}
          state={state}
          onState={onState}
        />
        {placing !== null && (
          <span role="status">
            Placing tile {state.order.indexOf(placing) + 1}: press the number of the tile to swap it with, or
            C to leave it.
          </span>
        )}
        {state.order.length > shown.length && state.maximised === null && (
          <span>{state.order.length - shown.length} more hidden by this layout</span>
        )}
      </div>
      <div
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
              camera={pictures.gone.has(id) ? { ...camera, state: 'gone' } : camera}
              number={state.order.indexOf(id) + 1}
              stats={pictures.stats.get(id)}
              openedAt={pictures.openedAt}
              look={look.state}
              slowed={pictures.slowed.get(id) ?? 'full'}
              main={wantsMain(layout, i)}
              focused={state.focused === id}
              placing={placing === id}
              style={{
                gridColumn: `${slot.column} / span ${slot.span}`,
                gridRow: `${slot.row} / span ${slot.span}`,
              }}
              onFocus={focus}
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

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}
