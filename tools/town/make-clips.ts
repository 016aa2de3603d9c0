/**
 * Renders what every camera of the town sees and encodes it into packages/town/data/clips.
 * Run: nice -n 10 npx tsx --conditions=source tools/town/make-clips.ts [--to DIR] [cam-01 …]
 * Needs ffmpeg with libx264 (Debian: apt-get install ffmpeg). About half an hour on two cores for all cameras.
 */
import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CameraClips, ClipIndex } from '../../packages/town/src/clip-index.ts';
import { makeCameraClips, STREAMS } from './camera-clips.ts';
import { Lamps } from './render/light.ts';
import { LOOP_MS } from './world/traffic.ts';
import { buildWorld } from './world/world.ts';

const SEED = 1;
const { values: options, positionals } = parseArgs({
  options: { to: { type: 'string' }, one: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const SHIPPED = fileURLToPath(new URL('../../packages/town/data/clips/', import.meta.url));
const CLIPS = options.to ?? SHIPPED;
const INDEX = join(CLIPS, 'index.json');

interface Done {
  readonly camera: string;
  readonly clips: Record<keyof typeof STREAMS, CameraClips>;
  readonly sets: Record<keyof typeof STREAMS, { sps: string; pps: string }>;
}

async function makeOne(camera: string): Promise<Done> {
  const world = buildWorld(SEED);
  const lens = world.lenses.find((l) => l.id === camera);
  if (lens === undefined) throw new Error(`no camera ${camera}`);
  const lamps = new Lamps(world);
  const make = async (stream: keyof typeof STREAMS) => {
    const made = await makeCameraClips(world, lamps, lens, stream);
    writeFileSync(join(CLIPS, made.clips.file), made.bytes);
    return made;
  };
  const [main, sub] = [await make('main'), await make('sub')];
  const set = (made: typeof main) => ({ sps: made.sps.toString('base64'), pps: made.pps.toString('base64') });
  return { camera, clips: { main: main.clips, sub: sub.clips }, sets: { main: set(main), sub: set(sub) } };
}

function inChild(camera: string): Promise<Done> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--one', '--to', CLIPS, camera]);
    child.on('message', (done) => {
      resolve(done as Done);
    });
    child.on('exit', (code) => {
      reject(new Error(`rendering ${camera} ended with ${code}`));
    });
  });
}

function readIndex(): ClipIndex['cameras'] {
  try {
    return (JSON.parse(readFileSync(INDEX, 'utf8')) as ClipIndex).cameras;
  } catch {
    return {};
  }
}

function record(done: Done): void {
  const shape = (stream: keyof typeof STREAMS) => {
    const { width, height, fps, gop } = STREAMS[stream];
    return { width, height, fps, gop, loop: (LOOP_MS / 1000) * fps, ...done.sets[stream] };
  };
  const cameras = Object.fromEntries(
    Object.entries({ ...readIndex(), [done.camera]: done.clips }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const index: ClipIndex = { streams: { main: shape('main'), sub: shape('sub') }, cameras };
  writeFileSync(INDEX, `${JSON.stringify(index)}\n`);
}

async function makeAll(cameras: readonly string[]): Promise<void> {
  const waiting = [...cameras];
  const work = async (): Promise<void> => {
    for (let camera = waiting.shift(); camera !== undefined; camera = waiting.shift()) {
      const started = Date.now();
      const done = await inChild(camera);
      record(done);
      const size = (c: CameraClips): number =>
        [c.loop, ...Object.values(c.scenario)].flat().reduce((a, b) => a + b, 0);
      console.log(
        `${camera}: main ${size(done.clips.main)} bytes, sub ${size(done.clips.sub)} bytes, runner in groups ` +
          `[${Object.keys(done.clips.main.scenario).join(' ')}], ${Math.round((Date.now() - started) / 1000)} s`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
}

mkdirSync(CLIPS, { recursive: true });
const [first] = positionals;
if (options.one && first !== undefined) {
  const done = await makeOne(first);
  process.send?.(done, () => process.disconnect());
} else await makeAll(positionals.length > 0 ? positionals : buildWorld(SEED).lenses.map((lens) => lens.id));
