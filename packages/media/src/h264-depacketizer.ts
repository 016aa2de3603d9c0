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
const MAX_NALS = 512;
/** A picture of the largest size in packets of 360 bytes; each fragment costs a view, however short it is. */
const MAX_FRAGMENTS = 4096;

/**
 * RFC 6184, packetization modes 0 and 1: single NAL units, STAP-A, FU-A. Feed it the packets of one SSRC as they come;
 * each call returns the groups that are complete (by marker, or because the timestamp moved on). Never throws; what is
 * malformed counts as lost.
 */
export class H264Depacketizer {
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
    this.#take(packet.payload);
    if (packet.marker) this.#flush(groups);
    return groups;
  }

  #take(payload: Buffer): void {
    const type = payload.length === 0 ? 0 : (payload[0] as number) & 0x1f;
    if (type >= 1 && type <= 23) this.#add(payload);
    else if (type === 24) this.#aggregate(payload);
    else if (type === 28) this.#fragment(payload);
    else this.#lost = true;
  }

  #add(nal: Buffer): void {
    this.#bytes += nal.length;
    if (this.#bytes > MAX_ACCESS_UNIT_BYTES || this.#nals.length >= MAX_NALS) this.#lost = true;
    else this.#nals.push(nal);
  }

  #aggregate(payload: Buffer): void {
    let at = 1;
    while (at + 2 <= payload.length) {
      const end = at + 2 + payload.readUInt16BE(at);
      if (end > payload.length || end === at + 2) break;
      this.#add(payload.subarray(at + 2, end));
      at = end;
    }
    if (at !== payload.length) this.#lost = true;
  }

  #fragment(payload: Buffer): void {
    if (payload.length < 3) {
      this.#lost = true;
      return;
    }
    const indicator = payload[0] as number;
    const header = payload[1] as number;
    if ((header & 0x80) !== 0) {
      if (this.#fragments.length > 0) this.#lost = true;
      this.#fragments = [Buffer.from([(indicator & 0xe0) | (header & 0x1f)])];
    } else if (this.#fragments.length === 0) {
      this.#lost = true;
      return;
    }
    this.#bytes += payload.length - 2;
    if (this.#bytes > MAX_ACCESS_UNIT_BYTES || this.#fragments.length >= MAX_FRAGMENTS) {
      this.#lost = true;
      return;
    }
    this.#fragments.push(payload.subarray(2));
    if ((header & 0x40) === 0) return;
    const nal = Buffer.concat(this.#fragments);
    this.#fragments = [];
    if (this.#nals.length >= MAX_NALS) this.#lost = true;
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
