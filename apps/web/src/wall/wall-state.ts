import type { LookCameraView } from '@porchlight/contract';
import { capacity, FIT_MAX, fitShape, type Layout, type Shape, shapeOf } from './layouts.ts';

/** Which cameras stand where, and how. Pure: every act returns a new state. */
export interface WallState {
  /** Camera ids in the order of the slots; those beyond the layout's capacity are hidden. */
  readonly order: readonly string[];
  /** Null: fits itself to the number of cameras. */
  readonly chosen: Layout | null;
  readonly maximised: string | null;
  readonly focused: string | null;
}

export const EMPTY_WALL: WallState = { order: [], chosen: null, maximised: null, focused: null };

/** The grid to show on an area of these proportions. */
export function shapeFor(state: WallState, area: { readonly width: number; readonly height: number }): Shape {
  if (state.maximised !== null) return shapeOf('1');
  return state.chosen === null ? fitShape(state.order.length, area) : shapeOf(state.chosen);
}

/** Cameras that are on screen now, in slot order. */
export function shownCameras(state: WallState): readonly string[] {
  if (state.maximised !== null) return [state.maximised];
  return state.order.slice(0, state.chosen === null ? FIT_MAX : capacity(state.chosen));
}

/** Takes the look's cameras in: new ones go last, places are kept. */
export function withCameras(
  state: WallState,
  cameras: readonly Pick<LookCameraView, 'cameraId'>[],
): WallState {
  const ids = cameras.map((camera) => camera.cameraId as string);
  const kept = state.order.filter((id) => ids.includes(id));
  const fresh = ids.filter((id) => !kept.includes(id));
  if (fresh.length === 0 && kept.length === state.order.length) return state;
  const order = [...kept, ...fresh];
  const still = (id: string | null): string | null => (id !== null && order.includes(id) ? id : null);
  return {
    ...state,
    order,
    maximised: still(state.maximised),
    focused: still(state.focused) ?? order[0] ?? null,
  };
}

/** Turns to a camera. One that is hidden comes on screen: in place of the maximised one, or of the one turned to before. */
export function focusedOn(state: WallState, id: string): WallState {
  if (state.maximised !== null) return { ...state, maximised: id, focused: id };
  const shown = shownCameras(state);
  if (shown.includes(id)) return state.focused === id ? state : { ...state, focused: id };
  const before = shown.find((other) => other === state.focused) ?? shown.at(-1);
  return { ...(before === undefined ? state : swapped(state, before, id)), focused: id };
}

/** Swaps two cameras (drag, or the C key). */
export function swapped(state: WallState, a: string, b: string): WallState {
  const order = state.order.map((id) => (id === a ? b : id === b ? a : id));
  return { ...state, order };
}

export function toggleMaximised(state: WallState, id: string): WallState {
  return { ...state, maximised: state.maximised === id ? null : id, focused: id };
}
