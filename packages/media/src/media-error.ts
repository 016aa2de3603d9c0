/** Why bytes from a camera, or from a child that read them, were not understood. */
export type MediaErrorCode =
  | 'child-output'
  | 'rtsp-syntax'
  | 'rtsp-too-large'
  | 'sdp-syntax'
  | 'rtp-syntax'
  | 'h264-syntax'
  | 'h265-syntax'
  | 'jpeg-syntax'
  | 'multipart-syntax';

/** The only error that this package's parsers throw. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  constructor(code: MediaErrorCode, message: string) {
    super(message);
    this.name = 'MediaError';
    this.code = code;
  }
}
