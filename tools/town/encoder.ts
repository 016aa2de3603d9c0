import { spawn } from 'node:child_process';

export interface EncoderSettings {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Pictures from one key picture to the next. */
  readonly gop: number;
  /** x264's constant rate factor: higher is smaller. */
  readonly crf: number;
}

/**
 * Encodes RGB pictures with Debian's ffmpeg and libx264: constrained baseline, one reference, one thread, so the same
 * pictures give the same bytes with the same ffmpeg. Rejects with a sentence when ffmpeg is missing or fails.
 */
export async function encodeH264(settings: EncoderSettings, pictures: Iterable<Uint8Array>): Promise<Buffer> {
  const ffmpeg = spawn('ffmpeg', argumentsOf(settings), { stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  let complaint = '';
  ffmpeg.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  ffmpeg.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  ffmpeg.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve, reject) => {
    ffmpeg.on('error', (cause) => {
      reject(
        new Error('This command needs ffmpeg with libx264. On Debian: apt-get install ffmpeg', { cause }),
      );
    });
    ffmpeg.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with ${code}: ${complaint.slice(-500)}`));
    });
  });
  for (const picture of pictures)
    if (!ffmpeg.stdin.write(picture))
      await Promise.race([ended, new Promise((resolve) => ffmpeg.stdin.once('drain', resolve))]);
  ffmpeg.stdin.end();
  await ended;
  return Buffer.concat(out);
}

function argumentsOf(s: EncoderSettings): string[] {
  const x264 = `scenecut=0:bframes=0:ref=1:rc-lookahead=${s.gop}:threads=1:sliced-threads=0:aq-mode=2:aq-strength=0.8:deblock=1,1`;
  const color = [
    '-color_primaries',
    'bt709',
    '-color_trc',
    'bt709',
    '-colorspace',
    'bt709',
    '-color_range',
    'tv',
  ];
  return [
    ...['-hide_banner', '-loglevel', 'error', '-threads', '1'],
    ...[
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-s',
      `${s.width}x${s.height}`,
      '-r',
      String(s.fps),
      '-i',
      'pipe:0',
    ],
    ...[
      '-vf',
      'scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+bitexact,format=yuv420p',
      ...color,
    ],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'slow',
      '-profile:v',
      'baseline',
      '-level',
      '3.1',
      '-crf',
      String(s.crf),
    ],
    ...['-g', String(s.gop), '-keyint_min', String(s.gop), '-threads', '1', '-x264-params', x264],
    ...['-flags', '+bitexact', '-f', 'h264', 'pipe:1'],
  ];
}
