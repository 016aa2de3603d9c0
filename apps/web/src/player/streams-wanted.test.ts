import { describe, expect, it } from 'vitest';
import { isDrawn, streamsWanted } from './streams-wanted.ts';

describe('the streams of a tile', () => {
  it('a hidden tile takes nothing', () => {
    expect(streamsWanted({ shown: false, large: true, mainFlows: true })).toEqual({
      main: false,
      sub: false,
    });
  });
  it('a small tile takes the sub stream', () => {
    expect(streamsWanted({ shown: true, large: false, mainFlows: true })).toEqual({ main: false, sub: true });
  });
  it('an enlarged tile keeps the sub stream until the main one flows, and gets it back when that stalls', () => {
    expect(streamsWanted({ shown: true, large: true, mainFlows: false })).toEqual({ main: true, sub: true });
    expect(streamsWanted({ shown: true, large: true, mainFlows: true })).toEqual({ main: true, sub: false });
  });
  it('never draws two streams in turn, and always draws one', () => {
    for (const large of [true, false]) {
      expect([isDrawn('main', large, true), isDrawn('sub', large, true)]).toEqual([large, !large]);
      expect([isDrawn('main', large, false), isDrawn('sub', large, false)]).toEqual([true, true]);
    }
  });
});
