import { NalDepacketizer } from '../nal-depacketizer.ts';

/** A fragment's own header, before anything of the picture. */
export const HEADER_BYTES = 8;

/** RFC 2435: collects the fragments of each picture, with their headers, for {@link JpegAssembler} to put together. */
export class JpegDepacketizer extends NalDepacketizer {
  protected override readonly mostUnits = 4096;

  protected override take(payload: Buffer): void {
    if (payload.length <= HEADER_BYTES) this.lose();
    else this.add(payload);
  }
}
