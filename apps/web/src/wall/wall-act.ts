import { neighbour, type Shape } from './layouts.ts';
import { shownCameras, type WallState } from './wall-state.ts';

/** What a key on the wall does. */
export type WallAct =
  | { readonly kind: 'focus'; readonly id: string }
  | { readonly kind: 'maximise'; readonly id: string }
  /** Places `id` where `other` stands, and the other way round; `on`: go on placing. */
  | { readonly kind: 'swap'; readonly id: string; readonly other: string; readonly on: boolean }
  /** Takes a tile up to place it elsewhere. */
  | { readonly kind: 'place'; readonly id: string }
  | { readonly kind: 'put-down' };

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
type Arrow = (typeof ARROWS)[number];
const isArrow = (key: string): key is Arrow => (ARROWS as readonly string[]).includes(key);

/**
 * The act of a key, or undefined when the wall has none for it. `placing`: the tile that was taken up; `inWall`: the key was
 * pressed on the wall, where arrows and Enter belong to it. `shape`: the grid on screen.
 */
export function wallAct(
  state: WallState,
  placing: string | null,
  key: string,
  inWall: boolean,
  shape: Shape,
): WallAct | undefined {
  const numbered = /^\d$/.test(key) ? state.order[(Number(key) + 9) % 10] : undefined;
  if (placing !== null) return placingAct(state, placing, key, numbered, shape);
  if (numbered !== undefined) return { kind: 'focus', id: numbered };
  if (key === 'Escape' && state.maximised !== null) return { kind: 'maximise', id: state.maximised };
  const focused = state.focused ?? state.order[0];
  if (focused === undefined) return undefined;
  if (key === 'c' || key === 'C') return { kind: 'place', id: focused };
  if (!inWall) return undefined;
  if (key === 'Enter') return { kind: 'maximise', id: focused };
  return isArrow(key) ? { kind: 'focus', id: beside(state, focused, key, shape) } : undefined;
}

function placingAct(
  state: WallState,
  placing: string,
  key: string,
  numbered: string | undefined,
  shape: Shape,
): WallAct | undefined {
  if (numbered !== undefined)
    return numbered === placing
      ? { kind: 'put-down' }
      : { kind: 'swap', id: placing, other: numbered, on: false };
  if (isArrow(key)) {
    const other = beside(state, placing, key, shape);
    return other === placing
      ? { kind: 'place', id: placing }
      : { kind: 'swap', id: placing, other, on: true };
  }
  return ['c', 'C', 'Enter', 'Escape'].includes(key) ? { kind: 'put-down' } : undefined;
}

function beside(state: WallState, id: string, key: Arrow, shape: Shape): string {
  const shown = shownCameras(state);
  return shown[neighbour(shape, Math.max(0, shown.indexOf(id)), key, shown.length)] ?? id;
}
