import { describe, expect, it } from 'vitest';
import type { Hub } from './hub.ts';
import { isReady, type Readiness, readinessOf } from './readiness.ts';

interface Parts {
  readonly answers: boolean;
  readonly state: string;
  readonly ageMs: number;
  readonly witnesses: number;
  readonly synthetic: boolean;
  readonly tested: string | undefined | 'fails';
}

const GOOD: Parts = { answers: true, state: 'ok', ageMs: 9000, witnesses: 2, synthetic: false, tested: '1' };

function hubWith({ answers, state, ageMs, witnesses, synthetic, tested }: Parts): Hub {
  const get = async () => {
    if (tested === 'fails') throw new Error('gone');
    return tested;
  };
  const policy = { witnesses: Array.from({ length: witnesses }) };
  return {
    ports: { store: { ready: async () => answers, settings: { get } }, publicLog: { identity: { policy } } },
    publicLog: { sealer: { state: { kind: state }, newestAgeMs: ageMs } },
    trust: { current: { root: { synthetic } } },
  } as unknown as Hub;
}

describe('readiness', () => {
  it.each<[string, Partial<Parts>, boolean, Partial<Readiness>]>([
    ['all is well', {}, true, { database: 'ok', log: 'ok', witnesses: 'ok', mail: 'ok' }],
    ['the database is away', { answers: false }, false, { database: 'unreachable', mail: 'unknown' }],
    ['the hub signs nothing', { state: 'refused' }, false, { log: 'refused' }],
    ['witnesses are late, but within the minute', { state: 'waiting', ageMs: 60_000 }, true, { log: 'ok' }],
    ['no quorum for a minute', { state: 'waiting', ageMs: 60_001 }, false, { witnesses: 'silent' }],
    ['none was ever there', { ageMs: Number.POSITIVE_INFINITY }, false, { witnesses: 'silent' }],
    ['the root names none', { witnesses: 0, ageMs: Number.POSITIVE_INFINITY }, true, { witnesses: 'none' }],
    ['mail was never tested', { tested: undefined }, false, { mail: 'untested' }],
    ['the setting cannot be read', { tested: 'fails' }, false, { mail: 'unknown' }],
    ['a demo needs no mail', { synthetic: true, tested: undefined }, true, { mail: 'not-needed' }],
  ])('when %s', async (_what, change, ready, expected) => {
    const parts = await readinessOf(hubWith({ ...GOOD, ...change }));
    expect(parts).toMatchObject(expected);
    expect(isReady(parts)).toBe(ready);
  });
});
