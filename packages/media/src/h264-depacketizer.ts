import { NalDepacketizer } from './nal-depacketizer.ts';

/** RFC 6184, packetization modes 0 and 1: single NAL units, STAP-A, FU-A. */
export class H264Depacketizer extends NalDepacketizer {
  protected override take(payload: Buffer): void {
    const type = payload.length === 0 ? 0 : (payload[0] as number) & 0x1f;
    if (type >= 1 && type <= 23) this.add(payload);
    else if (type === 24) this.addAll(payload, 1);
    else if (type === 28 && payload.length >= 3) this.#fragmentUnit(payload);
    else this.lose();
  }

  #fragmentUnit(payload: Buffer): void {
    const indicator = payload[0] as number;
    const header = payload[1] as number;
    const first = (header & 0x80) !== 0;
    const head = first ? Buffer.from([(indicator & 0xe0) | (header & 0x1f)]) : undefined;
    this.fragment(head, payload.subarray(2), (header & 0x40) !== 0);
  }
}
