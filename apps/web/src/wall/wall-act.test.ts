import { describe, expect, it } from 'vitest';
import { shapeOf } from './layouts.ts';
import { wallAct } from './wall-act.ts';
import { EMPTY_WALL, type WallState } from './wall-state.ts';

const order = Array.from({ length: 12 }, (_, i) => `cam-${i + 1}`);
const SHAPE = shapeOf('4x4');
const wall: WallState = { ...EMPTY_WALL, order, focused: 'cam-1' };

describe('keys on the wall', () => {
  it('1 to 9 and 0 turn to the first ten tiles from anywhere', () => {
    expect(wallAct(wall, null, '3', false, SHAPE)).toEqual({ kind: 'focus', id: 'cam-3' });
    expect(wallAct(wall, null, '0', false, SHAPE)).toEqual({ kind: 'focus', id: 'cam-10' });
    expect(wallAct({ ...wall, order: ['cam-1'] }, null, '3', false, SHAPE)).toBeUndefined();
  });
  it('arrows and Enter belong to the wall only on the wall', () => {
    expect(wallAct(wall, null, 'ArrowDown', false, SHAPE)).toBeUndefined();
    expect(wallAct(wall, null, 'Enter', false, SHAPE)).toBeUndefined();
    expect(wallAct(wall, null, 'ArrowDown', true, SHAPE)).toEqual({ kind: 'focus', id: 'cam-5' });
    expect(wallAct(wall, null, 'Enter', true, SHAPE)).toEqual({ kind: 'maximise', id: 'cam-1' });
  });
  it('Escape leaves a maximised tile, and means nothing else', () => {
    expect(wallAct({ ...wall, maximised: 'cam-2' }, null, 'Escape', false, SHAPE)).toEqual({
      kind: 'maximise',
      id: 'cam-2',
    });
    expect(wallAct(wall, null, 'Escape', true, SHAPE)).toBeUndefined();
  });
  it('C takes a tile up; arrows carry it on, a number puts it there, C and Escape put it down', () => {
    expect(wallAct(wall, null, 'c', false, SHAPE)).toEqual({ kind: 'place', id: 'cam-1' });
    expect(wallAct(wall, 'cam-1', 'ArrowRight', false, SHAPE)).toEqual({
      kind: 'swap',
      id: 'cam-1',
      other: 'cam-2',
      on: true,
    });
    expect(wallAct(wall, 'cam-1', 'ArrowLeft', false, SHAPE)).toEqual({ kind: 'place', id: 'cam-1' });
    expect(wallAct(wall, 'cam-1', '0', false, SHAPE)).toEqual({
      kind: 'swap',
      id: 'cam-1',
      other: 'cam-10',
      on: false,
    });
    for (const key of ['c', 'Escape', 'Enter', '1'])
      expect(wallAct(wall, 'cam-1', key, false, SHAPE)).toEqual({ kind: 'put-down' });
  });
});
