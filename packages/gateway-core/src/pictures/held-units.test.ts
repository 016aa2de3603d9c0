import type { AccessUnit } from '@porchlight/media';
import { describe, expect, test } from 'vitest';
import { HeldUnits } from './held-units.ts';

const unit = (key: boolean): AccessUnit => ({ key, data: new Uint8Array(10) }) as unknown as AccessUnit;

describe('units that wait for a key epoch', () => {
  test('come out in order, all of them, and once', () => {
    const held = new HeldUnits();
    const units = [unit(true), unit(false), unit(false)];
    for (const one of units) held.push(one);
    expect(held.take()).toEqual(units);
    expect(held.take()).toEqual([]);
  });

  test('leave out the end of the group before the one that a newcomer begins with', () => {
    const held = new HeldUnits();
    const [end, key, next] = [unit(false), unit(true), unit(false)];
    for (const one of [end, key, next]) held.push(one);
    const taken = held.take(key);
    expect(taken).toHaveLength(2);
    expect([taken[0] === key, taken[1] === next]).toEqual([true, true]);
  });

  test('are all given when the newcomer’s group began before them', () => {
    const held = new HeldUnits();
    held.push(unit(false));
    expect(held.take(unit(true))).toHaveLength(1);
  });

  test('are dropped up to the next key unit when there are too many', () => {
    const held = new HeldUnits();
    for (let i = 0; i < 66; i++) held.push(unit(i === 0));
    expect(held.take()).toEqual([]);
    for (let i = 0; i < 65; i++) held.push(unit(false));
    held.push(unit(false));
    const key = unit(true);
    held.push(key);
    expect(held.take()[0]).toBe(key);
  });
});
