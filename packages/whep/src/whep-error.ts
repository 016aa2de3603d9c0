/** Why bytes between this process and its WebRTC child were not understood. */
export type WhepErrorCode = 'frame-too-large' | 'frame-syntax';

/** The only error that this package's parsers throw. */
export class WhepError extends Error {
  readonly code: WhepErrorCode;
  constructor(code: WhepErrorCode, message: string) {
    super(message);
    this.name = 'WhepError';
    this.code = code;
  }
}
