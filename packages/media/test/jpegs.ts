import { execFileSync } from 'node:child_process';

/** Moving pictures as JPEG, ten a second of their own time. `size` like `640x360`. */
export function jpegs(size: string, count: number, pixels = 'yuvj422p'): Buffer[] {
  const args = `-v error -f lavfi -i testsrc2=s=${size}:r=10 -frames:v ${count} -pix_fmt ${pixels} -c:v mjpeg -f image2pipe -`;
  const all = execFileSync('ffmpeg', args.split(' '), { maxBuffer: 1 << 28 });
  const found: Buffer[] = [];
  for (let at = 0; at < all.length; ) {
    const next = all.indexOf(Buffer.from([0xff, 0xd9, 0xff, 0xd8]), at);
    const end = next < 0 ? all.length : next + 2;
    found.push(all.subarray(at, end));
    at = end;
  }
  return found;
}
