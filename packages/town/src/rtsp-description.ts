import type { ClipSource } from './clip-source.ts';

export const H264_PAYLOAD_TYPE = 96;
const JPEG_PAYLOAD_TYPE = 26;

/** The session description (RFC 8866, RFC 6184 §8.2.1). With `wrongCodec` it offers Motion JPEG instead. */
export function describe(source: ClipSource, host: string, wrongCodec: boolean): string {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const profile = Buffer.from(source.sps.subarray(1, 4)).toString('hex').toUpperCase();
  const media = wrongCodec
    ? [`m=video 0 RTP/AVP ${JPEG_PAYLOAD_TYPE}`, `a=rtpmap:${JPEG_PAYLOAD_TYPE} JPEG/90000`]
    : [
        `m=video 0 RTP/AVP ${H264_PAYLOAD_TYPE}`,
        `a=rtpmap:${H264_PAYLOAD_TYPE} H264/90000`,
        `a=fmtp:${H264_PAYLOAD_TYPE} packetization-mode=1;profile-level-id=${profile};` +
          `sprop-parameter-sets=${base64(source.sps)},${base64(source.pps)}`,
        `a=framerate:${source.fps}`,
      ];
  const head = ['v=0', `o=- 0 0 IN IP4 ${host}`, 's=Town camera', `c=IN IP4 ${host}`, 't=0 0', 'a=control:*'];
  return [...head, ...media, 'a=control:trackID=0', ''].join('\r\n');
}
