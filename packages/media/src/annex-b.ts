const START_CODE = Buffer.from([0, 0, 0, 1]);

/** Joins NAL units into a byte stream (ITU-T H.264 and H.265, annex B). */
export function annexB(nals: readonly Buffer[]): Buffer {
  return Buffer.concat(nals.flatMap((nal) => [START_CODE, nal]));
}
