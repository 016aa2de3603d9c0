import { readFileSync } from 'node:fs';
import type { StreamName } from '@porchlight/contract';
import type { CameraClips, ClipIndex, StreamShape } from './clip-index.ts';
import type { ClipSource } from './clip-source.ts';
import { AFTERMATH_MS, SCENARIO_MS } from './runner-path.ts';

/** Clips repeat after this time, milliseconds; a scenario begins at a multiple of it. */
export const LOOP_MS = 16_000;
const START_CODE_BYTES = 4;

/** Whether the scenario plays, and since when; shared by all clips of a town. */
export interface ScenarioSwitch {
  /** Wall time of the scenario's beginning (a multiple of {@link LOOP_MS}), or undefined on an ordinary day. */
  startsAt: number | undefined;
}

const CLIPS = new URL('../data/clips/', import.meta.url);

/** The shipped clips of every camera: path `/cam-07/main` → source. Reads all files once (about 20 MB). */
export function loadTownClips(scenario: ScenarioSwitch): Map<string, ClipSource> {
  const index = JSON.parse(readFileSync(new URL('index.json', CLIPS), 'utf8')) as ClipIndex;
  const mounts = new Map<string, ClipSource>();
  for (const [camera, streams] of Object.entries(index.cameras))
    for (const stream of ['main', 'sub'] as const satisfies StreamName[]) {
      const clips = streams[stream];
      const bytes = readFileSync(new URL(clips.file, CLIPS));
      mounts.set(`/${camera}/${stream}`, new TownClip(index.streams[stream], clips, bytes, scenario));
    }
  return mounts;
}

/** One stream of one camera: its loop, with the scenario's groups of pictures in place while that plays. */
export class TownClip implements ClipSource {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
  readonly #gop: number;
  readonly #shift: number;
  readonly #loop: Uint8Array[];
  readonly #groups = new Map<number, Uint8Array[]>();
  readonly #scenario: ScenarioSwitch;
  /** What each of the last groups shows: a group that has begun does not change. */
  readonly #decided = new Map<number, readonly Uint8Array[]>();

  constructor(shape: StreamShape, clips: CameraClips, bytes: Uint8Array, scenario: ScenarioSwitch) {
    this.width = shape.width;
    this.height = shape.height;
    this.fps = shape.fps;
    this.sps = Buffer.from(shape.sps, 'base64');
    this.pps = Buffer.from(shape.pps, 'base64');
    this.#gop = shape.gop;
    this.#shift = clips.shift;
    this.#scenario = scenario;
    let at = clips.start;
    const take = (size: number): Uint8Array => {
      at += size;
      return bytes.subarray(at - size + START_CODE_BYTES, at);
    };
    this.#loop = clips.loop.map(take);
    const groups = Object.entries(clips.scenario).sort(([a], [b]) => Number(a) - Number(b));
    for (const [group, sizes] of groups) this.#groups.set(Number(group), sizes.map(take));
    if (at !== bytes.length) throw new RangeError(`${clips.file} does not match the index`);
  }

  keyAt(n: number): number {
    return n - modulo(n - this.#shift, this.#gop);
  }

  slice(n: number): Uint8Array {
    const key = this.keyAt(n);
    return this.#group(key)[n - key] as Uint8Array;
  }

  #group(key: number): readonly Uint8Array[] {
    const known = this.#decided.get(key);
    if (known !== undefined) return known;
    const group = this.#scenarioGroup(key) ?? this.#loopGroup(key);
    this.#decided.set(key, group);
    if (this.#decided.size > 4) this.#decided.delete(Math.min(...this.#decided.keys()));
    return group;
  }

  #loopGroup(key: number): Uint8Array[] {
    const at = modulo(key - this.#shift, this.#loop.length);
    return this.#loop.slice(at, at + this.#gop);
  }

  #scenarioGroup(key: number): Uint8Array[] | undefined {
    const { startsAt } = this.#scenario;
    if (startsAt === undefined) return undefined;
    const gopMs = (this.#gop * 1000) / this.fps;
    const group = Math.round(((key - this.#shift) * 1000) / this.fps - startsAt) / gopMs;
    if (group < 0) return undefined;
    const [way, after] = [SCENARIO_MS / gopMs, AFTERMATH_MS / gopMs];
    return this.#groups.get(group < way ? group : way + ((group - way) % after));
  }
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
