/**
 * An endless H.264 picture source on the world's clock: picture n is due at n / fps seconds after 1970. Every picture
 * is one slice NAL; each group of pictures begins with an IDR.
 */
export interface ClipSource {
  readonly width: number;
  readonly height: number;
  /** Pictures a second. */
  readonly fps: number;
  /** Parameter sets without start code. */
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
  /** The slice NAL of picture n, without start code. */
  slice(n: number): Uint8Array;
  /** Number of the newest IDR at or before picture n. */
  keyAt(n: number): number;
}

/** Number of the picture that is due at a wall time. */
export function pictureAt(source: ClipSource, wallMs: number): number {
  return Math.floor((wallMs * source.fps) / 1000);
}

/** Wall time in ms at which picture n is due. */
export function dueMs(source: ClipSource, n: number): number {
  return (n * 1000) / source.fps;
}
