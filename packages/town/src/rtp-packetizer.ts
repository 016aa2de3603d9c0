/** Largest RTP payload of ours, bytes. */
export const MAX_PAYLOAD_BYTES = 1400;
const RTP_HEADER_BYTES = 12;
const INTERLEAVED_BYTES = 4;
const NAL_STAP_A = 24;
const NAL_FU_A = 28;

export interface RtpState {
  readonly payloadType: number;
  readonly ssrc: number;
  /** Sequence number of the next packet, 0–65535. */
  sequence: number;
}

/** Payloads of one access unit (RFC 6184 §5): small NALs as they are, parameter sets together, large ones in fragments. */
export function h264Payloads(
  parameterSets: readonly Uint8Array[],
  nals: readonly Uint8Array[],
  maxBytes = MAX_PAYLOAD_BYTES,
): Uint8Array[] {
  const aggregate = parameterSets.length === 0 ? [] : [stapA(parameterSets)];
  return [
    ...aggregate,
    ...nals.flatMap((nal) => (nal.length <= maxBytes ? [nal] : fragments(nal, maxBytes))),
  ];
}

/** RTP packets (RFC 3550 §5.1) in RTSP's interleaved framing (RFC 2326 §10.12); the last one carries the marker. */
export function interleavedPackets(
  payloads: readonly Uint8Array[],
  state: RtpState,
  channel: number,
  timestamp: number,
): Buffer {
  const total = payloads.reduce((sum, p) => sum + p.length + INTERLEAVED_BYTES + RTP_HEADER_BYTES, 0);
  const out = Buffer.allocUnsafe(total);
  let at = 0;
  payloads.forEach((payload, i) => {
    out[at] = 0x24;
    out[at + 1] = channel;
    out.writeUInt16BE(RTP_HEADER_BYTES + payload.length, at + 2);
    out[at + 4] = 0x80;
    out[at + 5] = state.payloadType | (i === payloads.length - 1 ? 0x80 : 0);
    out.writeUInt16BE(state.sequence, at + 6);
    out.writeUInt32BE(timestamp, at + 8);
    out.writeUInt32BE(state.ssrc, at + 12);
    out.set(payload, at + 16);
    at += INTERLEAVED_BYTES + RTP_HEADER_BYTES + payload.length;
    state.sequence = (state.sequence + 1) & 0xffff;
  });
  return out;
}

/** An RTCP sender report with a CNAME (RFC 3550 §6.4.1, §6.5.1), interleaved: RTP time `timestamp` is wall time `wallMs`. */
export function senderReport(
  state: RtpState,
  channel: number,
  wallMs: number,
  timestamp: number,
  sent: { readonly packets: number; readonly bytes: number },
): Buffer {
  const report = Buffer.alloc(28);
  report.set([0x80, 200, 0, 6]);
  report.writeUInt32BE(state.ssrc, 4);
  const seconds = Math.floor(wallMs / 1000);
  report.writeUInt32BE((seconds + 2_208_988_800) >>> 0, 8);
  report.writeUInt32BE(Math.floor(((wallMs - seconds * 1000) / 1000) * 2 ** 32) >>> 0, 12);
  report.writeUInt32BE(timestamp, 16);
  report.writeUInt32BE(sent.packets >>> 0, 20);
  report.writeUInt32BE(sent.bytes >>> 0, 24);
  const name = Buffer.from('town');
  const description = Buffer.alloc(16);
  description.set([0x81, 202, 0, 3]);
  description.writeUInt32BE(state.ssrc, 4);
  description.set([1, name.length, ...name], 8);
  const head = Buffer.from([0x24, channel, 0, report.length + description.length]);
  return Buffer.concat([head, report, description]);
}

function stapA(nals: readonly Uint8Array[]): Uint8Array {
  const parts = nals.flatMap((nal) => [Buffer.from([nal.length >> 8, nal.length & 255]), nal]);
  return Buffer.concat([Buffer.from([0x60 | NAL_STAP_A]), ...parts]);
}

function fragments(nal: Uint8Array, maxBytes: number): Uint8Array[] {
  const head = nal[0] as number;
  const list: Uint8Array[] = [];
  for (let at = 1; at < nal.length; at += maxBytes - 2) {
    const end = Math.min(nal.length, at + maxBytes - 2);
    const flags = (at === 1 ? 0x80 : 0) | (end === nal.length ? 0x40 : 0);
    list.push(
      Buffer.concat([Buffer.from([(head & 0xe0) | NAL_FU_A, flags | (head & 31)]), nal.subarray(at, end)]),
    );
  }
  return list;
}
