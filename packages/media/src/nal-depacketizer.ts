import type { RtpPacket } from './rtp-packet.ts';

/** One NAL unit without start code, whole. */
export type NalUnit = Buffer;

/** The NAL units of one RTP timestamp, in order; `lost` when a packet of it was missing. */
export interface NalGroup {
  readonly timestamp: number;
  readonly nals: readonly NalUnit[];
  readonly lost: boolean;
}

/** Largest access unit, bytes: what does not fit is dropped and counted as lost. */
export const MAX_ACCESS_UNIT_BYTES = 1_500_000;
/** A picture of the largest size in packets of 360 bytes; each fragment costs a view, however short it is. */
const MAX_FRAGMENTS = 4096;

/**
 * What the payload formats of H.264 and H.265 share: order, loss, and the end of a picture. Feed it the packets of one
 * SSRC as they come; each call returns the groups that are complete (by marker, or because the timestamp moved on). Never
 * throws; what is malformed counts as lost.
 */
export abstract class NalDepacketizer {
  protected readonly mostUnits: number = 512;
  #nals: NalUnit[] = [];
  #fragments: Buffer[] = [];
  #bytes = 0;
  #lost = false;
  #timestamp: number | undefined;
  #sequence: number | undefined;

  push(packet: RtpPacket): NalGroup[] {
    const groups: NalGroup[] = [];
    const expected = this.#sequence === undefined ? packet.sequence : (this.#sequence + 1) & 0xffff;
    const ahead = (packet.sequence - expected) & 0xffff;
    // A packet of the past (duplicate): the connection is TCP, so nothing useful can come late.
    if (ahead > 0x8000) return groups;
    this.#sequence = packet.sequence;
    // What is missing may be the end of the picture before as well as the beginning of this one.
    if (ahead !== 0 && this.#timestamp !== undefined) this.#lost = true;
    if (this.#timestamp !== undefined && packet.timestamp !== this.#timestamp) this.#flush(groups);
    this.#timestamp = packet.timestamp;
    if (ahead !== 0) this.#lost = true;
    this.take(packet.payload);
    if (packet.marker) this.#flush(groups);
    return groups;
  }

  /** Reads one payload by the rules of its format, through the methods below. */
  protected abstract take(payload: Buffer): void;

  protected lose(): void {
    this.#lost = true;
  }

  protected add(nal: Buffer): void {
    this.#bytes += nal.length;
    if (this.#bytes > MAX_ACCESS_UNIT_BYTES || this.#nals.length >= this.mostUnits) this.#lost = true;
    else this.#nals.push(nal);
  }

  /** Units behind 16-bit lengths, from `at` to the end of an aggregation packet. */
  protected addAll(payload: Buffer, start: number): void {
    let at = start;
    while (at + 2 <= payload.length) {
      const end = at + 2 + payload.readUInt16BE(at);
      if (end > payload.length || end === at + 2) break;
      this.add(payload.subarray(at + 2, end));
      at = end;
    }
    if (at !== payload.length || at === start) this.#lost = true;
  }

  /** `head` is the NAL unit header of a first fragment; undefined for the others. */
  protected fragment(head: Buffer | undefined, body: Buffer, last: boolean): void {
    if (head !== undefined) {
      if (this.#fragments.length > 0) this.#lost = true;
      this.#fragments = [head];
    } else if (this.#fragments.length === 0) {
      this.#lost = true;
      return;
    }
    this.#bytes += body.length;
    if (this.#bytes > MAX_ACCESS_UNIT_BYTES || this.#fragments.length >= MAX_FRAGMENTS) {
      this.#lost = true;
      return;
    }
    this.#fragments.push(body);
    if (!last) return;
    const nal = Buffer.concat(this.#fragments);
    this.#fragments = [];
    if (this.#nals.length >= this.mostUnits) this.#lost = true;
    else this.#nals.push(nal);
  }

  #flush(groups: NalGroup[]): void {
    const lost = this.#lost || this.#fragments.length > 0;
    if (this.#nals.length > 0 || lost)
      groups.push({ timestamp: this.#timestamp as number, nals: this.#nals, lost });
    this.#nals = [];
    this.#fragments = [];
    this.#bytes = 0;
    this.#lost = false;
    this.#timestamp = undefined;
  }
}
