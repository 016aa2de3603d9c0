import type { CameraId, RequestId } from '@porchlight/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { LookFigures, markPress } from './look-figures.ts';

const REQUEST = '0123456789abcdef0123456789abcdef' as RequestId;
const A = 'cam-a' as CameraId;
const B = 'cam-b' as CameraId;
const measures = (name: string) => performance.getEntriesByName(name, 'measure') as PerformanceMeasure[];
const soon = (): number => performance.timeOrigin + performance.now();

beforeEach(() => {
  performance.clearMarks();
  performance.clearMeasures();
});

describe('the figures of a look', () => {
  it('measure each camera once, also when its tile is opened again', () => {
    markPress(REQUEST);
    const figures = new LookFigures(REQUEST);
    for (let i = 0; i < 3; i++) figures.first('first-drawn', A, soon() + i * 1000);
    expect(measures('press-to-first-drawn')).toHaveLength(1);
    expect(measures('press-to-first-drawn')[0]?.detail).toEqual({ requestId: REQUEST, cameraId: A });
  });
  it('say when all were live, once', () => {
    markPress(REQUEST);
    const figures = new LookFigures(REQUEST);
    figures.await([A, B]);
    figures.first('first-live', A, soon());
    expect(measures('press-to-all-live')).toHaveLength(0);
    figures.first('first-live', B, soon());
    figures.first('first-live', 'cam-c' as CameraId, soon());
    expect(measures('press-to-all-live')).toHaveLength(1);
    expect(measures('press-to-all-live')[0]?.detail).toEqual({ requestId: REQUEST, cameras: 2 });
  });
  it('are not invented for a press in another page', () => {
    new LookFigures(REQUEST).first('first-drawn', A, soon());
    expect(performance.getEntriesByType('measure')).toHaveLength(0);
  });
});
