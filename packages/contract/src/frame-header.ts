/**
 * The clear part of every binary message on a media socket: 16 bytes, big-endian, authenticated as the first part of
 * the frame's AAD. The hub routes by `channel` and drops by `key` and `discardable`; it never rewrites a byte.
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 1 | message type: 1 frame, 2 epoch |
 * | 1 | 1 | flags: 1 key, 2 discardable, 4 masked, 8 catch-up (sent for a newcomer, older than now) |
 * | 2 | 1 | codec: 1 H.264, 2 H.265 |
 * | 3 | 1 | stream: 0 main, 1 sub |
 * | 4 | 4 | channel |
 * | 8 | 8 | capture time, µs since 1970 UTC |
 */
export const FRAME_HEADER_BYTES = 16;
/** Largest media message: header, SFrame header, one access unit, tag. */
export const MAX_MEDIA_MESSAGE_BYTES = 2 * 1024 * 1024;

export type StreamName = 'main' | 'sub';

export interface FrameHeader {
  readonly type: 'frame' | 'epoch';
  readonly key: boolean;
  readonly discardable: boolean;
  readonly masked: boolean;
  readonly catchUp: boolean;
  readonly codec: 'h264' | 'h265';
  readonly stream: StreamName;
  /** 1 … 2³²−1, given by the hub. */
  readonly channel: number;
  /** µs since 1970 UTC, below 2⁵³. */
  readonly captureUs: number;
}

export function encodeFrameHeader(header: FrameHeader): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = header.type === 'frame' ? 1 : 2;
  bytes[1] =
    (header.key ? 1 : 0) | (header.discardable ? 2 : 0) | (header.masked ? 4 : 0) | (header.catchUp ? 8 : 0);
  bytes[2] = header.codec === 'h264' ? 1 : 2;
  bytes[3] = header.stream === 'main' ? 0 : 1;
  view.setUint32(4, header.channel);
  view.setBigUint64(8, BigInt(header.captureUs));
  return bytes;
}

/** Reads the header of a media message, or undefined when the message is too short or a field is out of range. */
export function parseFrameHeader(message: Uint8Array): FrameHeader | undefined {
  if (message.length < FRAME_HEADER_BYTES) return undefined;
  const [type, flags, codec, stream] = message as unknown as [number, number, number, number];
  if ((type !== 1 && type !== 2) || flags > 15 || (codec !== 1 && codec !== 2) || stream > 1)
    return undefined;
  const view = new DataView(message.buffer, message.byteOffset, FRAME_HEADER_BYTES);
  const captureUs = view.getUint32(8) * 0x1_0000_0000 + view.getUint32(12);
  const channel = view.getUint32(4);
  if (channel === 0 || captureUs > Number.MAX_SAFE_INTEGER) return undefined;
  return {
    type: type === 1 ? 'frame' : 'epoch',
    key: (flags & 1) !== 0,
    discardable: (flags & 2) !== 0,
    masked: (flags & 4) !== 0,
    catchUp: (flags & 8) !== 0,
    codec: codec === 1 ? 'h264' : 'h265',
    stream: stream === 0 ? 'main' : 'sub',
    channel,
    captureUs,
  };
}
