import { execFileSync } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { clip, decoded, nalsOf } from '../../test/clip.ts';
import type { AccessUnit } from '../access-unit.ts';
import { H265Assembler } from '../h265-assembler.ts';
import { type PictureChild, startPictureChild } from './picture-child.ts';

const FRAME_US = 100_000;
const START_US = 1_790_000_000_000_000;
/** Ten pictures with two B-frames between others, in order of decoding. */
const ORDER = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8];
const shownAt = (n: number): number =>
  START_US + (Math.floor(n / 10) * 10 + (ORDER[n % 10] as number)) * FRAME_US;

function h264(): AccessUnit[] {
  const encoder =
    '-profile:v main -bf 2 -b_strategy 0 -sc_threshold 0 -x264-params b-pyramid=none:open-gop=0';
  const units = clip(['640x360'], { seconds: 3, fps: 10, encoder });
  return units.map((unit, n) => ({ ...unit, captureUs: shownAt(n) }));
}

function h265(): AccessUnit[] {
  const options =
    'keyint=10:min-keyint=10:bframes=2:b-adapt=0:b-pyramid=0:open-gop=0:scenecut=0:aud=1:log-level=none';
  const args = `-v error -f lavfi -i testsrc2=s=638x358:r=10 -t 3 -c:v libx265 -preset ultrafast -x265-params ${options} -f hevc -`;
  const groups: Buffer[][] = [];
  for (const nal of nalsOf(execFileSync('ffmpeg', args.split(' '), { maxBuffer: 1 << 28 })))
    if ((nal[0] as number) >> 1 === 35) groups.push([]);
    else groups.at(-1)?.push(nal);
  const assembler = new H265Assembler([]);
  return groups.flatMap((nals, n) => assembler.push({ timestamp: n, nals, lost: false }, shownAt(n)) ?? []);
}

let child: PictureChild | undefined;
afterEach(() => child?.close());

it.each([
  ['h264', h264],
  ['h265', h265],
] as const)(
  'makes H.264 of %s with B-frames: every picture once, in order, at the time of its showing',
  async (codec, make) => {
    const sent = make();
    expect(sent).toHaveLength(30);
    const { width, height } = sent[0] as AccessUnit;
    const made: AccessUnit[] = [];
    const ended: string[] = [];
    const work = { codec, width, height, filter: undefined, skipMs: 0 };
    child = startPictureChild(work, { onUnit: (unit) => made.push(unit), onEnd: (why) => ended.push(why) });
    for (const unit of sent) child.push(unit);
    // The decoder keeps the last few until more come.
    for (const end = performance.now() + 40_000; made.length < 25 && performance.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ended).toEqual([]);
    expect(made.length).toBeGreaterThanOrEqual(25);
    expect(made.map((unit) => unit.captureUs)).toEqual(made.map((_, n) => START_US + n * FRAME_US));
    expect(made[0]).toMatchObject({ codec: 'h264', key: true, width, height });
    expect(decoded(made)).toHaveLength(made.length);
  },
);
