import { MediaError } from './media-error.ts';

/** The video track of a session description (RFC 4566) that a camera offers. Audio and other tracks are left out for good (no audio leaves a gateway). */
export interface VideoTrack {
  /** Encoding name in upper case: `H264`, `H265`, `JPEG`, … */
  readonly encoding: string;
  readonly payloadType: number;
  readonly clockRate: number;
  /** `a=control` as written: absolute, relative, or `*`. */
  readonly control: string;
  /** Parameter sets from `sprop-parameter-sets` (H.264) or `sprop-vps`, `-sps`, `-pps` (H.265), without start codes. */
  readonly parameterSets: readonly Buffer[];
  /** `sprop-max-don-diff` over 0 (RFC 7798 §7.1): units come with order numbers, which we do not read. */
  readonly reordered: boolean;
}

export interface SessionDescription {
  /** Session-level control, when given. */
  readonly control: string | undefined;
  readonly video: VideoTrack | undefined;
}

const MAX_LINES = 2000;

/** Throws MediaError when the text is no session description. */
export function parseSdp(text: string): SessionDescription {
  const lines = text.split(/\r\n|\n|\r/, MAX_LINES);
  if (!lines[0]?.startsWith('v='))
    throw new MediaError('sdp-syntax', 'the description does not start with v=');
  const firstMedia = lines.findIndex((line) => line.startsWith('m='));
  const session = firstMedia === -1 ? lines : lines.slice(0, firstMedia);
  const start = lines.findIndex((line) => line.startsWith('m=video '));
  if (start === -1) return { control: attribute(session, 'control'), video: undefined };
  const next = lines.findIndex((line, i) => i > start && line.startsWith('m='));
  return {
    control: attribute(session, 'control'),
    video: videoTrack(lines.slice(start, next === -1 ? undefined : next)),
  };
}

function videoTrack(lines: readonly string[]): VideoTrack {
  const media = /^m=video \d+(?:\/\d+)? RTP\/\S+ (\d{1,3})/.exec(lines[0] ?? '');
  if (media === null) throw new MediaError('sdp-syntax', 'the video track is not RTP');
  const payloadType = Number(media[1]);
  const map = lines
    .map((line) => /^a=rtpmap:(\d{1,3}) ([A-Za-z0-9.-]{1,32})\/(\d{1,9})/.exec(line))
    .find((match) => Number(match?.[1]) === payloadType);
  const format = lines.find((line) => line.startsWith(`a=fmtp:${payloadType} `)) ?? '';
  const names = ['sprop-parameter-sets', 'sprop-vps', 'sprop-sps', 'sprop-pps'];
  const sets = names.map((name) => new RegExp(`${name}=([A-Za-z0-9+/=,]+)`).exec(format)?.[1] ?? '');
  return {
    encoding: payloadType === 26 && map === undefined ? 'JPEG' : (map?.[2] ?? 'unknown').toUpperCase(),
    payloadType,
    clockRate: Number(map?.[3] ?? 90_000) || 90_000,
    control: attribute(lines, 'control') ?? '*',
    reordered: Number(/sprop-max-don-diff=(\d{1,5})/.exec(format)?.[1] ?? 0) > 0,
    parameterSets: sets
      .flatMap((part) => part.split(','))
      .filter((part) => part !== '')
      .map((part) => Buffer.from(part, 'base64'))
      .filter((set) => set.length > 0),
  };
}

function attribute(lines: readonly string[], name: string): string | undefined {
  return lines.find((line) => line.startsWith(`a=${name}:`))?.slice(name.length + 3);
}

/** The URL to SETUP: absolute controls as they are, relative ones on the base with a slash between (RFC 2326 C.1.1). */
export function controlUrl(base: string, control: string): string {
  if (control === '*') return base;
  if (/^rtsps?:\/\//i.test(control)) return control;
  return `${base.replace(/\/$/, '')}/${control.replace(/^\//, '')}`;
}
