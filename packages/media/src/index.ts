export type { AccessUnit, Codec, StreamName } from './access-unit.ts';
export { AccessUnitAssembler } from './access-unit-assembler.ts';
export {
  type AddressPolicy,
  type AddressVerdict,
  createAddressPolicy,
  networkList,
  PRIVATE_NETWORKS,
  type Resolve,
} from './address-policy.ts';
export { type CameraSource, type CameraTargets, openCamera } from './camera-source.ts';
export type { CameraState } from './camera-state.ts';
export type { StreamTarget } from './camera-stream.ts';
export { ffmpegFault as maskingFault } from './ffmpeg/picture-child.ts';
export { GopBuffer } from './gop-buffer.ts';
export { H264Depacketizer } from './h264-depacketizer.ts';
export { parseSps, type SpsInfo } from './h264-sps.ts';
export { askWhatItSends } from './http-pictures/ask-what-it-sends.ts';
export { openPictureCamera } from './http-pictures/picture-camera.ts';
export type { StreamPorts } from './kept-stream.ts';
export type { Mask, MaskPolygon } from './masks/mask.ts';
export { type MaskableCamera, maskable } from './masks/maskable-camera.ts';
export { MediaError, type MediaErrorCode } from './media-error.ts';
export { createMediaShare, type MediaShare, type ShareLimits } from './media-share.ts';
export type { NalGroup } from './nal-depacketizer.ts';
export { RtpClock } from './rtp-clock.ts';
export type { RtpPacket } from './rtp-packet.ts';
export { parseRtspUrl } from './rtsp-url.ts';
export { mayCarryTokens, parseWebUrl } from './web-url.ts';
