import { expect, it } from 'vitest';
import { LagMeter } from './lag-meter.ts';

it('a camera whose clock is an hour off is not late', () => {
  const meter = new LagMeter();
  const hour = 3_600_000;
  for (let t = 0; t < 5000; t += 100) expect(meter.measure(t - hour, t + 40)).toBe(0);
});

it('lag is what comes on top of the promptest picture', () => {
  const meter = new LagMeter();
  expect(meter.measure(1000, 1040)).toBe(0);
  expect(meter.measure(1100, 1140)).toBe(0);
  expect(meter.measure(1200, 1990)).toBe(750);
  expect(meter.measure(2000, 2040)).toBe(0);
});

it('a clock that drifts is forgotten after two minutes', () => {
  const meter = new LagMeter();
  meter.measure(0, 40);
  let lag = 0;
  for (let t = 1000; t <= 180_000; t += 1000) lag = meter.measure(t, t + 340);
  expect(lag).toBe(0);
});
