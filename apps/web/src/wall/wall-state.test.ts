import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from './layouts.ts';
import {
  EMPTY_WALL,
  focusedOn,
  shapeFor,
  shownCameras,
  swapped,
  toggleMaximised,
  type WallState,
  withCameras,
} from './wall-state.ts';

const cameras = (...ids: string[]) => ids.map((cameraId) => ({ cameraId })) as never;
const wall = (...ids: string[]): WallState => withCameras(EMPTY_WALL, cameras(...ids));

describe('the wall', () => {
  it('keeps places when a camera joins, and closes the gap when one is no longer of the look', () => {
    const three = swapped(wall('a', 'b', 'c'), 'a', 'c');
    expect(withCameras(three, cameras('a', 'b', 'c', 'd')).order).toEqual(['c', 'b', 'a', 'd']);
    expect(withCameras(three, cameras('a', 'c')).order).toEqual(['c', 'a']);
    expect(withCameras(three, cameras('c', 'b', 'a'))).toBe(three);
  });
  it('forgets the maximised tile when its camera is no longer of the look', () => {
    const maximised = toggleMaximised(wall('a', 'b'), 'a');
    expect(shownCameras(maximised)).toEqual(['a']);
    expect(withCameras(maximised, cameras('b')).maximised).toBeNull();
    expect(toggleMaximised(maximised, 'a').maximised).toBeNull();
  });
  it('brings a hidden camera on screen when turned to', () => {
    const four = { ...wall('a', 'b', 'c', 'd', 'e', 'f'), chosen: '2x2' as const, focused: 'b' };
    expect(shownCameras(focusedOn(four, 'f'))).toEqual(['a', 'f', 'c', 'd']);
    expect(focusedOn(toggleMaximised(four, 'a'), 'e').maximised).toBe('e');
  });
  it('never loses or doubles a camera, whatever is swapped, turned to or maximised', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const id = fc.constantFrom(...ids);
    const act = fc.oneof(
      fc.record({ t: fc.constant('swap' as const), a: id, b: id }),
      fc.record({ t: fc.constant('turn' as const), a: id }),
      fc.record({ t: fc.constant('max' as const), a: id }),
      fc.record({ t: fc.constant('layout' as const), to: fc.constantFrom(null, ...LAYOUTS) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        let state = wall(...ids);
        for (const a of acts)
          if (a.t === 'swap') state = swapped(state, a.a, a.b);
          else if (a.t === 'turn') {
            state = focusedOn(state, a.a);
            expect(shownCameras(state)).toContain(a.a);
          } else if (a.t === 'max') state = toggleMaximised(state, a.a);
          else state = { ...state, chosen: a.to, maximised: null };
        expect(state.order.toSorted()).toEqual(ids);
        expect(shownCameras(state).length).toBeGreaterThan(0);
        expect(shapeFor(state, { width: 1600, height: 900 }).slots.length).toBeGreaterThanOrEqual(
          Math.min(shownCameras(state).length, 1),
        );
      }),
    );
  });
});
