/** An RTP packet (RFC 3550 §5.1) without header extension and padding. `payload` is a view. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

/** Undefined when the bytes are not one RTP packet of version 2. Never throws. */
export function parseRtp(data: Buffer): RtpPacket | undefined {
  if (data.length < 12) return undefined;
  const first = data[0] as number;
  if (first >> 6 !== 2) return undefined;
  let start = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (data.length < start + 4) return undefined;
    start += 4 + data.readUInt16BE(start + 2) * 4;
  }
  let end = data.length;
  if ((first & 0x20) !== 0) end -= data[data.length - 1] as number;
  if (start > end) return undefined;
  const second = data[1] as number;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    ssrc: data.readUInt32BE(8),
    payload: data.subarray(start, end),
  };
}

/** What a sender report (RFC 3550 §6.4.1) says: this RTP time is this wall time. */
export interface SenderReport {
  readonly ssrc: number;
  /** µs since 1970 UTC. */
  readonly wallUs: number;
  readonly timestamp: number;
}

const NTP_TO_UNIX_S = 2_208_988_800;

/** The first sender report of a compound RTCP packet, or undefined. Never throws. */
export function parseSenderReport(data: Buffer): SenderReport | undefined {
  for (let at = 0; at + 8 <= data.length; ) {
    const length = (data.readUInt16BE(at + 2) + 1) * 4;
    if ((data[at] as number) >> 6 !== 2) return undefined;
    if (data[at + 1] === 200 && at + 28 <= data.length) {
      const seconds = data.readUInt32BE(at + 8) - NTP_TO_UNIX_S;
      const micros = (data.readUInt32BE(at + 12) * 1e6) / 2 ** 32;
      return {
        ssrc: data.readUInt32BE(at + 4),
        wallUs: Math.round(seconds * 1e6 + micros),
        timestamp: data.readUInt32BE(at + 16),
      };
    }
    at += length;
  }
  return undefined;
}
