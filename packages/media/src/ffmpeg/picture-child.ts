import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { AccessUnit } from '../access-unit.ts';
import { parseSps } from '../h264-sps.ts';
import { confinement, findProgram } from './confined.ts';
import { type FlvParameterSets, type FlvPicture, FlvReader } from './flv-reader.ts';
import { type MatroskaCodec, MatroskaWriter, matroskaHeader } from './matroska-writer.ts';

/** What the child makes of the pictures it is given. */
export interface PictureWork {
  readonly codec: MatroskaCodec;
  /** Pixels of the units it is given. Another size needs another child. */
  readonly width: number;
  readonly height: number;
  /** An ffmpeg filter graph of one input and output; undefined for none. */
  readonly filter: string | undefined;
  /** Pictures earlier than so many milliseconds after the first are decoded and not handed on: nobody waits for them. */
  readonly skipMs: number;
}

export interface PictureChildHandlers {
  readonly onUnit: (unit: AccessUnit) => void;
  /** Once, when the child is gone or cannot go on; nothing comes after it. Not called after {@link PictureChild.close}. */
  readonly onEnd: (why: string) => void;
}

/** Decoder, filter and encoder in a process of their own. The caller closes it. */
export interface PictureChild {
  /** In decoding order; of the size and codec the child was made for. */
  push(unit: Pick<AccessUnit, 'data' | 'key' | 'captureUs'>): void;
  close(): void;
}

/** Installed, or the sentence that says how to. */
export function ffmpegFault(): string | undefined {
  return findProgram('ffmpeg') === undefined
    ? 'ffmpeg is not installed on this box, so this camera shows nothing. Install it: apt-get install ffmpeg.'
    : undefined;
}

/** No output for so long although pictures go in: it hangs. */
const SILENCE_MS = 5000;
/** Bytes that wait for the child; a child that does not read is ended. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const MAX_KNOWN_TIMES = 4096;
const START_CODE = Buffer.from([0, 0, 0, 1]);

/**
 * Starts ffmpeg for one stream. It gets the pictures through a pipe, writes H.264 to another, and has nothing else: no network,
 * no files, an empty environment. What it writes is read as a stranger's.
 */
export function startPictureChild(work: PictureWork, handlers: PictureChildHandlers): PictureChild {
  const [program = '', ...args] = [
    ...confinement(),
    findProgram('ffmpeg') ?? 'ffmpeg',
    ...argumentsFor(work),
  ];
  const child = spawn(program, args, { stdio: 'pipe', env: {}, cwd: '/' });
  return new Child(child, work, handlers);
}

function argumentsFor({ filter, width, height, skipMs }: PictureWork): string[] {
  const large = width * height > 640 * 480;
  const rate = large ? '3M' : '800k';
  const words = [
    '-v quiet -nostdin -protocol_whitelist pipe -probesize 32 -analyzeduration 0 -threads 1 -copyts',
    '-f matroska -i pipe:0 -map 0:v:0 -an -sn -dn',
    '-vsync passthrough -enc_time_base 1:1000 -threads 1 -filter_threads 1',
    '-c:v libx264 -preset ultrafast -tune zerolatency -profile:v main -pix_fmt yuv420p -bf 0',
    `-crf 26 -maxrate ${rate} -bufsize ${rate} -x264-params aq-mode=1 -force_key_frames expr:gte(t,n_forced*2)`,
    '-flush_packets 1 -f flv pipe:1',
  ].flatMap((line) => line.split(' '));
  const at = words.indexOf('-c:v');
  const skip = skipMs > 0 ? [`select='gte(t,${(skipMs - 0.5) / 1000})'`] : [];
  const graph = [...skip, ...(filter === undefined ? [] : [filter])].join(',');
  return graph === '' ? words : [...words.slice(0, at), '-vf', graph, ...words.slice(at)];
}

class Child implements PictureChild {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #handlers: PictureChildHandlers;
  readonly #jpeg: boolean;
  readonly #writer = new MatroskaWriter();
  readonly #reader = new FlvReader();
  /** Capture times by the child's clock. */
  readonly #times = new Map<number, number>();
  readonly #watch: NodeJS.Timeout;
  #firstUs: number | undefined;
  /** Of the newest picture that came out. */
  #shownMs = -1;
  #waitingSince: number | undefined;
  #sets: FlvParameterSets | undefined;
  #open = true;

  constructor(child: ChildProcessWithoutNullStreams, work: PictureWork, handlers: PictureChildHandlers) {
    this.#child = child;
    this.#handlers = handlers;
    this.#jpeg = work.codec === 'mjpeg';
    child.stderr.resume();
    child.stdin.on('error', () => this.#end('it takes no pictures any more'));
    child.stdout.on('data', (piece: Buffer) => this.#read(piece));
    child.on('error', () => this.#end('it could not be started'));
    child.on('exit', () => this.#end('it ended by itself'));
    child.stdin.write(matroskaHeader(work.codec, work.width, work.height));
    this.#watch = setInterval(() => this.#look(), 1000);
  }

  push(unit: Pick<AccessUnit, 'data' | 'key' | 'captureUs'>): void {
    if (!this.#open) return;
    if (this.#child.stdin.writableLength > MAX_WAITING_BYTES) {
      this.#end('it does not keep up');
      return;
    }
    // Each JPEG stands for itself: one that would wait behind others is left out.
    if (this.#jpeg && this.#child.stdin.writableLength > 2 * unit.data.length) return;
    this.#firstUs ??= unit.captureUs;
    // B-frames go back: the decoder puts pictures in order by these times. What is before the first key unit is left out.
    let ms = Math.round((unit.captureUs - this.#firstUs) / 1000);
    while (this.#times.has(ms)) ms += 1;
    if (unit.key && ms <= this.#shownMs) {
      // The camera's clock was set back: time goes on from here.
      this.#firstUs -= (this.#shownMs + 1 - ms) * 1000;
      ms = this.#shownMs + 1;
    }
    if (ms < 0 || ms <= this.#shownMs) return;
    this.#times.set(ms, unit.captureUs);
    if (this.#times.size > MAX_KNOWN_TIMES) {
      this.#end('it makes no pictures');
      return;
    }
    this.#waitingSince ??= performance.now();
    this.#child.stdin.write(this.#writer.block(unit, ms));
  }

  close(): void {
    this.#open = false;
    clearInterval(this.#watch);
    this.#child.kill('SIGKILL');
  }

  #end(why: string): void {
    if (!this.#open) return;
    this.close();
    this.#handlers.onEnd(why);
  }

  #look(): void {
    if (this.#waitingSince !== undefined && performance.now() - this.#waitingSince > SILENCE_MS)
      this.#end('it makes no pictures');
  }

  #read(piece: Buffer): void {
    if (!this.#open) return;
    try {
      for (const read of this.#reader.push(piece)) {
        if (read.kind === 'parameter-sets') this.#sets = read;
        else this.#picture(read);
      }
    } catch {
      this.#end('what it writes is no video');
    }
  }

  #picture({ key, ms, nals }: FlvPicture): void {
    this.#waitingSince = undefined;
    const captureUs = this.#timeOf(ms);
    if (captureUs === undefined || this.#sets === undefined) return;
    const [sps] = this.#sets.nals;
    if (sps === undefined) return;
    const { width, height, codecString } = parseSps(sps);
    const all = key ? [...this.#sets.nals, ...nals] : nals;
    const data = Buffer.concat(all.flatMap((nal) => [START_CODE, nal]));
    this.#handlers.onUnit({
      codec: 'h264',
      key,
      discardable: false,
      captureUs,
      data,
      width,
      height,
      codecString,
    });
  }

  /** The capture time of the picture at that moment; earlier ones are forgotten, for pictures come out in order. */
  #timeOf(ms: number): number | undefined {
    const captureUs = this.#times.get(ms);
    for (const known of this.#times.keys()) if (known <= ms) this.#times.delete(known);
    this.#shownMs = ms;
    return captureUs;
  }
}
