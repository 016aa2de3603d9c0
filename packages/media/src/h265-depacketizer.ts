import { NalDepacketizer } from './nal-depacketizer.ts';

const AGGREGATION = 48;
const FRAGMENT = 49;

/**
 * RFC 7798 §4.4 without decoding order numbers: single NAL units, aggregation packets, fragmentation units. A session
 * with sprop-max-don-diff over 0 must be refused before. PACI packets count as lost.
 */
export class H265Depacketizer extends NalDepacketizer {
  protected override take(payload: Buffer): void {
    // Two bytes of header, and a temporal id plus one that is never 0 (ITU-T H.265 §7.4.2.2).
    if (payload.length < 3 || ((payload[1] as number) & 7) === 0) this.lose();
    else {
      const type = ((payload[0] as number) >> 1) & 0x3f;
      if (type < AGGREGATION) this.add(payload);
      else if (type === AGGREGATION) this.addAll(payload, 2);
      else if (type === FRAGMENT && payload.length >= 4) this.#fragmentUnit(payload);
      else this.lose();
    }
  }

  #fragmentUnit(payload: Buffer): void {
    const header = payload[2] as number;
    const first = (header & 0x80) !== 0;
    const type = (header & 0x3f) << 1;
    const head = first
      ? Buffer.from([((payload[0] as number) & 0x81) | type, payload[1] as number])
      : undefined;
    this.fragment(head, payload.subarray(3), (header & 0x40) !== 0);
  }
}
