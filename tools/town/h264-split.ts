/** An H.264 elementary stream taken apart: parameter sets, and each picture's slices in Annex B form. */
export interface SplitStream {
  readonly sps: Buffer;
  readonly pps: Buffer;
  readonly units: readonly { readonly key: boolean; readonly data: Buffer }[];
}

const START = Buffer.from([0, 0, 0, 1]);

/**
 * Splits an encoder's Annex B output with one slice a picture. Parameter sets, delimiters and the encoder's own SEI
 * leave the units. Throws when the stream has no parameter sets or changes them.
 */
export function splitAnnexB(stream: Buffer): SplitStream {
  let sps: Buffer | undefined;
  let pps: Buffer | undefined;
  const units: { key: boolean; data: Buffer }[] = [];
  for (const nal of nalUnits(stream)) {
    const type = (nal[0] as number) & 31;
    if (type === 7) sps = same(sps, nal);
    else if (type === 8) pps = same(pps, nal);
    else if (type === 1 || type === 5) units.push({ key: type === 5, data: Buffer.concat([START, nal]) });
  }
  if (sps === undefined || pps === undefined) throw new Error('the stream has no parameter sets');
  return { sps, pps, units };
}

function same(before: Buffer | undefined, now: Buffer): Buffer {
  if (before !== undefined && !before.equals(now)) throw new Error('the stream changes its parameter sets');
  return now;
}

function nalUnits(stream: Buffer): Buffer[] {
  const starts: number[] = [];
  for (
    let i = stream.indexOf('\0\0\x01', 0, 'latin1');
    i >= 0;
    i = stream.indexOf('\0\0\x01', i + 3, 'latin1')
  )
    starts.push(i + 3);
  return starts.map((start, k) => {
    let end = k + 1 < starts.length ? (starts[k + 1] as number) - 3 : stream.length;
    while (end > start && stream[end - 1] === 0) end--;
    return stream.subarray(start, end);
  });
}
