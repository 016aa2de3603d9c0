import { describe, expect, it } from 'vitest';
import { isDrawn, streamsWanted } from './streams-wanted.ts';

const decodable = { undecodable: { main: false, sub: false }, needsH264: false };

describe('the streams of a tile', () => {
  it('a hidden tile takes nothing', () => {
    expect(streamsWanted({ shown: false, large: true, mainFlows: true, ...decodable })).toEqual({
      main: false,
      sub: false,
    });
  });
  it('a small tile takes the sub stream', () => {
    expect(streamsWanted({ shown: true, large: false, mainFlows: true, ...decodable })).toEqual({
      main: false,
      sub: true,
    });
  });
  it('an enlarged tile keeps the sub stream until the main one flows, and gets it back when that stalls', () => {
    expect(streamsWanted({ shown: true, large: true, mainFlows: false, ...decodable })).toEqual({
      main: true,
      sub: true,
    });
    expect(streamsWanted({ shown: true, large: true, mainFlows: true, ...decodable })).toEqual({
      main: true,
      sub: false,
    });
  });
  it('takes the stream that this browser decodes, whatever its size', () => {
    for (const large of [true, false]) {
      const need = { ...decodable, shown: true, large, mainFlows: false };
      const [main, sub] = [
        { main: true, sub: false },
        { main: false, sub: true },
      ];
      expect(streamsWanted({ ...need, undecodable: main })).toEqual(sub);
      expect(streamsWanted({ ...need, undecodable: sub })).toEqual(main);
      expect(streamsWanted({ ...need, shown: false, undecodable: main })).toEqual({
        main: false,
        sub: false,
      });
    }
  });
  it('is asked for in H.264 when neither stream can be decoded here, by its size again', () => {
    const need = { shown: true, mainFlows: false, undecodable: { main: true, sub: true }, needsH264: true };
    expect(streamsWanted({ ...need, large: false })).toEqual({ main: false, sub: true, h264: true });
    expect(streamsWanted({ ...need, large: true })).toEqual({ main: true, sub: true, h264: true });
    expect(streamsWanted({ ...need, large: true, shown: false })).toEqual({
      main: false,
      sub: false,
      h264: true,
    });
  });
  it('never draws two streams in turn, and always draws one', () => {
    for (const large of [true, false]) {
      expect([isDrawn('main', large, true), isDrawn('sub', large, true)]).toEqual([large, !large]);
      expect([isDrawn('main', large, false), isDrawn('sub', large, false)]).toEqual([true, true]);
    }
  });
});
