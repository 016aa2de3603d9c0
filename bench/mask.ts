/**
 * A mask painted into one stream by the confined child: processor time of the child, and how much later a picture comes out. The
 * peer in the same run: ffmpeg by itself with one black box, reading the same pictures from a file as fast as they are due.
 * Not shown: a camera, a viewer, other encoders' pictures. Usage: npx tsx --conditions=source bench/mask.ts [seconds, 40]
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PictureChild, startPictureChild } from '../packages/media/src/ffmpeg/picture-child.ts';
import { maskFilter } from '../packages/media/src/masks/mask-filter.ts';
import { clip } from '../packages/media/test/clip.ts';
import { printRows, type Row, single, spreadOf } from './support/figures.ts';

const SECONDS = Number(process.argv[2] ?? 40);
const TICKS_A_SECOND = 100;
const HOUSE = [
  [
    { x: 0.3, y: 0.25 },
    { x: 0.62, y: 0.2 },
    { x: 0.7, y: 0.66 },
    { x: 0.41, y: 0.8 },
  ],
];

/** Processor seconds of all children of this process that are ffmpeg by now. */
function childSeconds(): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
      const fields = rest.split(' ');
      const own = Number(fields[1]) === process.pid;
      if (own && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'ffmpeg')
        ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks / TICKS_A_SECOND;
}

/** As cameras send it: 1.5 Mbit/s for a main stream, 300 kbit/s for a sub stream. */
const sourceOf = (size: string, fps: number) =>
  clip([size], { seconds: SECONDS, fps, encoder: fps === 15 ? '-b:v 1500k' : '-b:v 300k' });

async function measure(size: string, fps: number): Promise<Row[]> {
  const units = sourceOf(size, fps);
  const [first] = units;
  if (first === undefined) throw new Error('no clip');
  const sent = new Map<number, number>();
  const delays: number[] = [];
  const { width, height } = first;
  const child: PictureChild = startPictureChild(
    { codec: 'h264', width, height, skipMs: 0, filter: maskFilter(HOUSE) },
    {
      onUnit: ({ captureUs }) => delays.push(performance.now() - (sent.get(captureUs) ?? 0)),
      onEnd: (why) => {
        throw new Error(why);
      },
    },
  );
  const started = performance.now();
  for (const [n, unit] of units.entries()) {
    sent.set(unit.captureUs, performance.now());
    child.push(unit);
    await sleep(Math.max(0, started + ((n + 1) * 1000) / fps - performance.now()));
  }
  await sleep(500);
  const load = (childSeconds() / ((performance.now() - started) / 1000)) * 100;
  child.close();
  const gate = fps === 15 ? '≤ 12' : '≤ 4';
  return [
    { what: `${size} at ${fps}/s, processor, % of a core`, ...single(load), gate, peer: peerLoad(size, fps) },
    { what: `${size} at ${fps}/s, added delay, ms`, ...spreadOf(delays.slice(fps)), gate: '≤ 120' },
  ];
}

/** ffmpeg alone on as many seconds: processor time in % of a core at the pace of the pictures. */
function peerLoad(size: string, fps: number): number {
  const input = Buffer.concat(sourceOf(size, fps).map(({ data }) => data));
  const args =
    '-v error -benchmark -threads 1 -f h264 -i - -vf drawbox=x=iw*0.3:y=ih*0.2:w=iw*0.4:h=ih*0.6:color=black:t=fill -c:v libx264 -preset ultrafast -tune zerolatency -threads 1 -crf 26 -f null -';
  const timed = execFileSync(
    'bash',
    ['-c', `ffmpeg ${args.replace('-v error', '-v info')} 2>&1 | grep -o 'utime=[0-9.]*s stime=[0-9.]*s'`],
    {
      input,
    },
  ).toString();
  const [, user = '0', system = '0'] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(timed) ?? [];
  return ((Number(user) + Number(system)) / SECONDS) * 100;
}

printRows('mask', `a mask of one house, ${SECONDS} s; peer: ffmpeg alone with one box`, [
  ...(await measure('1280x720', 15)),
  ...(await measure('640x360', 10)),
]);
