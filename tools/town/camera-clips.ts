import type { CameraClips } from '../../packages/town/src/clip-index.ts';
import { AFTERMATH_MS, runnerAt, SCENARIO_MS } from '../../packages/town/src/runner-path.ts';
import { type EncoderSettings, encodeH264 } from './encoder.ts';
import { splitAnnexB } from './h264-split.ts';
import { renderBackground } from './render/background.ts';
import { FramePainter } from './render/frame.ts';
import type { Lamps } from './render/light.ts';
import { drawBarCode, drawName } from './render/overlay.ts';
import { SAMPLING } from './render/raster.ts';
import { LOOP_MS } from './world/traffic.ts';
import type { Lens, World } from './world/world.ts';

export const STREAMS = {
  main: { width: 1280, height: 720, fps: 15, gop: 30, crf: 37 },
  sub: { width: 640, height: 360, fps: 10, gop: 20, crf: 39 },
} as const satisfies Record<string, EncoderSettings>;

/** Key pictures are spread over this many moments of the 2 s group. */
const SHIFTS = 10;
const SEEN_FROM_M = 75;
/** Smaller than this share of the picture, the runner is a speck that nobody misses. */
const SPECK = 3e-5;

export interface MadeClips {
  readonly clips: CameraClips;
  readonly bytes: Buffer;
  readonly sps: Buffer;
  readonly pps: Buffer;
}

/** Renders and encodes everything one stream of one camera ever shows. */
export async function makeCameraClips(
  world: World,
  lamps: Lamps,
  lens: Lens,
  stream: keyof typeof STREAMS,
): Promise<MadeClips> {
  const settings = STREAMS[stream];
  const painter = new FramePainter(
    world,
    lamps,
    renderBackground(world, lamps, lens, settings.width, settings.height),
  );
  const number = Number(lens.id.slice(4)) - 1;
  const shift = ((number * 7) % SHIFTS) * (settings.gop / SHIFTS);
  const loopFrames = (LOOP_MS / 1000) * settings.fps;
  const groups = scenarioGroups(painter, lens, settings, shift);
  const pictures = function* (): Generator<Uint8Array> {
    for (let c = 0; c < loopFrames; c++)
      yield picture(painter, lens, settings, (c + shift) % loopFrames, false);
    for (const group of groups)
      for (let k = 0; k < settings.gop; k++)
        yield picture(painter, lens, settings, group * settings.gop + k + shift, true);
  };
  const split = splitAnnexB(await encodeH264(settings, pictures()));
  checkKeys(split.units, settings.gop, loopFrames + groups.length * settings.gop);
  const head = Buffer.concat([Buffer.from([0, 0, 0, 1]), split.sps, Buffer.from([0, 0, 0, 1]), split.pps]);
  const sizes = split.units.map((unit) => unit.data.length);
  const scenario = Object.fromEntries(
    groups.map((group, i) => {
      const from = loopFrames + i * settings.gop;
      return [String(group), sizes.slice(from, from + settings.gop)];
    }),
  );
  const file = `${lens.id}-${stream}.h264`;
  return {
    clips: { file, shift, start: head.length, loop: sizes.slice(0, loopFrames), scenario },
    bytes: Buffer.concat([head, ...split.units.map((unit) => unit.data)]),
    sps: split.sps,
    pps: split.pps,
  };
}

function picture(
  painter: FramePainter,
  lens: Lens,
  settings: EncoderSettings,
  frame: number,
  scenario: boolean,
): Uint8Array {
  const ms = (frame * 1000) / settings.fps;
  const { rgb } = painter.paint(ms % LOOP_MS, scenario ? ms : undefined);
  const { width, height } = settings;
  drawName({ width, height, rgb }, lens.id, lens.label.split(',')[0] as string);
  drawBarCode({ width, height, rgb }, { scenario, frame });
  return rgb;
}

/** The groups of the scenario and its aftermath in which the runner can be seen at all. */
function scenarioGroups(
  painter: FramePainter,
  lens: Lens,
  settings: EncoderSettings,
  shift: number,
): number[] {
  const count = ((SCENARIO_MS + AFTERMATH_MS) / 1000) * (settings.fps / settings.gop);
  return Array.from({ length: count }, (_, group) => group).filter((group) => {
    for (let k = 0; k < settings.gop; k++) {
      const ms = ((group * settings.gop + k + shift) * 1000) / settings.fps;
      const { at, pose } = runnerAt(ms);
      if (pose === 'inside' || Math.hypot(at[0] - lens.x, at[1] - lens.y) > SEEN_FROM_M) continue;
      const { runnerSeen } = painter.paint(ms % LOOP_MS, ms);
      if (runnerSeen / SAMPLING ** 2 > SPECK * settings.width * settings.height) return true;
    }
    return false;
  });
}

function checkKeys(units: readonly { key: boolean }[], gop: number, expected: number): void {
  if (units.length !== expected) throw new Error(`${units.length} pictures came out of ${expected}`);
  for (const [i, unit] of units.entries())
    if (unit.key !== (i % gop === 0)) throw new Error(`picture ${i} is ${unit.key ? '' : 'not '}a key`);
}
