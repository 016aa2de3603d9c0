import { makeLogKeys, TEST_NOW, TestLog } from '@porchlight/testkit';
import { parsePolicy } from '@porchlight/translog';
import { expect, test } from 'vitest';
import { vouchedTime } from './vouched-time.ts';

const DAY_MS = 86_400_000;

async function published() {
  const keys = await makeLogKeys();
  const log = new TestLog(keys);
  log.appendBytes(new TextEncoder().encode('entry'));
  const { checkpoint } = await log.start(TEST_NOW);
  const read = parsePolicy(new TextEncoder().encode(keys.policy()));
  if (read.kind !== 'policy') throw new Error(read.problem);
  return { newest: { size: 1, text: checkpoint }, policy: read.policy };
}

const at = (now: number) => ({ now: () => now, monotonic: () => 0 });

test('a clock that is a little ahead of the witnesses, or behind them, counts as it is', async () => {
  const { newest, policy } = await published();
  for (const now of [TEST_NOW - DAY_MS, TEST_NOW, TEST_NOW + 60_000])
    expect(await vouchedTime(at(now), newest, policy)).toBe(now);
});

test('a clock that jumped 400 days ahead makes nothing due that the witnesses’ time does not', async () => {
  const { newest, policy } = await published();
  const time = await vouchedTime(at(TEST_NOW + 400 * DAY_MS), newest, policy);
  expect(time).toBeLessThanOrEqual(TEST_NOW + 3600_000);
});

test('without a checkpoint, or with one that does not hold, nothing is due', async () => {
  const { newest, policy } = await published();
  expect(await vouchedTime(at(TEST_NOW), undefined, policy)).toBe(0);
  const altered = { ...newest, text: newest.text.replace('\n1\n', '\n2\n') };
  expect(await vouchedTime(at(TEST_NOW), altered, policy)).toBe(0);
});
