import { execFileSync } from 'node:child_process';
import type { AccessUnit } from '../src/access-unit.ts';
import { parseSps } from '../src/h264-sps.ts';

const AUD = 9;
const SPS = 7;
const IDR = 5;

/** NAL units of an Annex B stream, without start codes. */
export function nalsOf(data: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = 0; at + 3 <= data.length; at++)
    if (data[at] === 0 && data[at + 1] === 0 && data[at + 2] === 1) starts.push(at + 3);
  return starts.map((from, i) => {
    const next = starts[i + 1];
    const end = next === undefined ? data.length : next - (data[next - 4] === 0 ? 4 : 3);
    return data.subarray(from, end);
  });
}

const START_CODE = Buffer.from([0, 0, 0, 1]);
const typeOf = (nal: Buffer): number => (nal[0] ?? 0) & 0x1f;

/** Moving, noisy pictures as a camera would send them: a new size or other parameter sets for each part of `sizes`. */
export function clip(
  sizes: readonly string[],
  options: { readonly seconds: number; readonly fps: number; readonly encoder?: string },
): AccessUnit[] {
  const units: AccessUnit[] = [];
  let captureUs = Date.now() * 1000;
  for (const [n, size] of sizes.entries()) {
    const { seconds, fps, encoder = '' } = options;
    const args =
      `-v error -f lavfi -i testsrc2=s=${size}:r=${fps},noise=alls=40:allf=t -t ${seconds} -c:v libx264 -preset ultrafast -profile:v ${n % 2 ? 'main' : 'baseline'} -g ${fps} -bf 0 ${encoder} -bsf:v h264_metadata=aud=insert -f h264 -`
        .split(' ')
        .filter((word) => word !== '');
    const stream = execFileSync('ffmpeg', args, { maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
    let info = { width: 0, height: 0, codecString: '' };
    for (const nals of accessUnits(nalsOf(stream))) {
      const sps = nals.find((nal) => typeOf(nal) === SPS);
      if (sps) info = parseSps(sps);
      const data = Buffer.concat(nals.flatMap((nal) => [START_CODE, nal]));
      const key = nals.some((nal) => typeOf(nal) === IDR);
      units.push({ codec: 'h264', key, discardable: false, captureUs, data, ...info });
      captureUs += Math.round(1_000_000 / fps);
    }
  }
  return units;
}

function accessUnits(nals: readonly Buffer[]): Buffer[][] {
  const units: Buffer[][] = [];
  for (const nal of nals) {
    if (typeOf(nal) === AUD) units.push([]);
    else units.at(-1)?.push(nal);
  }
  return units;
}

/** Decodes units of one size to planes of 8-bit samples, one buffer (4:2:0) a picture. */
export function decoded(units: readonly AccessUnit[], format = 'h264'): Buffer[] {
  const [first] = units;
  if (first === undefined) return [];
  const input = Buffer.concat(units.map((unit) => unit.data));
  const raw = execFileSync(
    'ffmpeg',
    `-v error -f ${format} -i - -vsync passthrough -f rawvideo -pix_fmt yuv420p -`.split(' '),
    { input, maxBuffer: 1 << 30 },
  );
  const bytes = (first.width * first.height * 3) / 2;
  return Array.from({ length: raw.length / bytes }, (_, n) => raw.subarray(n * bytes, (n + 1) * bytes));
}
