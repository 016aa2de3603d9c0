import { beforeAll, describe, expect, it } from 'vitest';
import { readBarCode } from '../../../packages/town/src/bar-code.ts';
import { LOOP_MS } from '../world/traffic.ts';
import { buildWorld, type Lens, type World } from '../world/world.ts';
import { type Background, renderBackground } from './background.ts';
import { FramePainter } from './frame.ts';
import { Lamps } from './light.ts';
import { drawBarCode } from './overlay.ts';

const [WIDTH, HEIGHT] = [160, 90];
/** The runner passes cam-06 at this time of the scenario. */
const RUNNER_MS = 24_000;
/** Drawing a street takes a second of work, more when the machine is busy. */
const PATIENCE_MS = 60_000;
let world: World;
let lamps: Lamps;
let lens: Lens;
let background: Background;

beforeAll(() => {
  world = buildWorld(1);
  lamps = new Lamps(world);
  lens = world.lenses.find((l) => l.id === 'cam-06') as Lens;
  background = renderBackground(world, lamps, lens, WIDTH, HEIGHT);
}, PATIENCE_MS);

const different = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, v, i) => sum + (v === b[i] ? 0 : 1), 0);

describe('a rendered frame', { timeout: PATIENCE_MS }, () => {
  it('is the same for the same seed, byte for byte', () => {
    const again = buildWorld(1);
    const other = renderBackground(again, new Lamps(again), lens, WIDTH, HEIGHT);
    expect(different(background.rgb, other.rgb)).toBe(0);
    const frame = new FramePainter(again, lamps, other).paint(5_000).rgb;
    expect(different(new FramePainter(world, lamps, background).paint(5_000).rgb, frame)).toBe(0);
  });

  it('stands in another world for another seed', () => {
    expect(buildWorld(2).furniture).not.toEqual(world.furniture);
  });

  it('has no seam: the loop’s end looks like its beginning', () => {
    const painter = new FramePainter(world, lamps, background);
    expect(different(painter.paint(0).rgb, painter.paint(LOOP_MS).rgb)).toBeLessThan(20);
    const step = different(painter.paint(LOOP_MS - 66).rgb, painter.paint(0).rgb);
    const usual = different(painter.paint(7_934).rgb, painter.paint(8_000).rgb);
    expect(step).toBeLessThan(usual * 4 + 400);
  });

  it('leaves nothing of one frame in the next', () => {
    const painter = new FramePainter(world, lamps, background);
    const before = painter.paint(3_000).rgb;
    painter.paint(RUNNER_MS % LOOP_MS, RUNNER_MS);
    expect(different(painter.paint(3_000).rgb, before)).toBe(0);
  });

  it('shows the runner in the scenario only, and large enough to be seen at a glance', () => {
    const painter = new FramePainter(world, lamps, background);
    const { rgb, runnerSeen } = painter.paint(RUNNER_MS % LOOP_MS, RUNNER_MS);
    expect(painter.paint(RUNNER_MS % LOOP_MS).runnerSeen).toBe(0);
    expect(runnerSeen / 9).toBeGreaterThan(100);
    let orange = 0;
    for (let i = 0; i < rgb.length; i += 3)
      if ((rgb[i] as number) > 200 && (rgb[i + 1] as number) < 110 && (rgb[i + 2] as number) < 70) orange++;
    expect(orange).toBeGreaterThan(20);
  });

  it('carries a bar code that reads back', () => {
    const [width, height] = [640, 360];
    const rgb = new Uint8Array(width * height * 3).fill(120);
    drawBarCode({ width, height, rgb }, { scenario: true, frame: 1234 });
    const luma = Uint8Array.from({ length: width * height }, (_, i) => rgb[i * 3] as number);
    expect(readBarCode(luma, width, height)).toEqual({ scenario: true, frame: 1234 });
  });
});

describe('the world', () => {
  it('lets no two vehicles drive through each other', () => {
    for (let ms = 0; ms < LOOP_MS; ms += 500) {
      const vehicles = world.traffic.at(ms);
      for (const [i, a] of vehicles.entries())
        for (const b of vehicles.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2.5);
    }
  });

  it('keeps lamps and trees off the carriageway', () => {
    for (const { x, y } of [...world.furniture.lamps, ...world.furniture.trees]) {
      const on = world.lines.at(x, y);
      if (on !== undefined) expect(Math.abs(on.acrossM)).toBeGreaterThan(on.halfWidthM);
    }
  });
});
