/** How a camera's stream stands, with a sentence for its owner (no address, no credential in it). */
export type CameraState =
  | { readonly kind: 'connecting'; readonly detail: string }
  | { readonly kind: 'live'; readonly detail: string; readonly width: number; readonly height: number }
  /** Not kept open: it is asked for pictures only while somebody may look. */
  | { readonly kind: 'resting'; readonly detail: string }
  /** Between one session that ended by its limit and the next. */
  | { readonly kind: 're-arming'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'missing'; readonly detail: string }
  | { readonly kind: 'unsupported'; readonly detail: string }
  | { readonly kind: 'silent'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'forbidden'; readonly detail: string };

/** A stream that cannot go on; `state` is what to show. Internal to this package. */
export class StreamFault extends Error {
  readonly state: Exclude<CameraState, { kind: 'live' | 'connecting' | 'resting' | 're-arming' }>;
  constructor(state: StreamFault['state']) {
    super(state.detail);
    this.name = 'StreamFault';
    this.state = state;
  }
}

export const CONNECTING: CameraState = { kind: 'connecting', detail: 'Connecting to the camera.' };

export const FAULTS = {
  refused: {
    kind: 'refused',
    detail: 'The camera refused the user name or password. Check them in the camera’s settings.',
  },
  basic: {
    kind: 'refused',
    detail: 'The camera offers only a log-on that would send its password unprotected. Switch it to digest.',
  },
  missing: {
    kind: 'missing',
    detail: 'The camera answers, but has no stream at this path. Check the address.',
  },
  silentStart: { kind: 'silent', detail: 'The camera accepted the connection and did not answer.' },
  silent: { kind: 'silent', detail: 'The camera stopped sending pictures. Trying again.' },
  unreachable: { kind: 'unreachable', detail: 'The camera cannot be reached. Check its power and network.' },
  unresolved: { kind: 'unreachable', detail: 'The camera’s host name is not known on this network.' },
  closed: { kind: 'unreachable', detail: 'The camera closed the connection. Trying again.' },
  garbage: { kind: 'unsupported', detail: 'What answers at this address does not speak RTSP.' },
  noTcp: {
    kind: 'unsupported',
    detail: 'The camera does not send its stream over TCP. Switch RTSP over TCP on in its settings.',
  },
  noPicture: {
    kind: 'unsupported',
    detail:
      'The camera sends, but no key picture came for 30 seconds. Set its I-frame interval to 2 seconds.',
  },
  noParameterSets: {
    kind: 'unsupported',
    detail:
      'The camera sends pictures without what is needed to decode them (SPS and PPS). Update it, or set its other H.264 profile.',
  },
  reordered: {
    kind: 'unsupported',
    detail: 'The camera sends its H.265 packets out of order. Switch its interleaved mode off, or use H.264.',
  },
  noVideo: { kind: 'unsupported', detail: 'The camera offers no video at this path.' },
  forbidden: {
    kind: 'forbidden',
    detail: 'This address is not one a camera may have: it points at this machine or at a reserved network.',
  },
  credentials: {
    kind: 'refused',
    detail: 'The camera asks for a user name and password. Enter the ones of the camera.',
  },
  moved: {
    kind: 'missing',
    detail: 'The camera points to another address. Enter that one instead: the box does not follow.',
  },
  noJpeg: {
    kind: 'unsupported',
    detail: 'What answers at this address sends no JPEG pictures. Check the address in the camera’s manual.',
  },
  troubled: { kind: 'unreachable', detail: 'The camera answers that it is in trouble. Trying again.' },
  certificate: {
    kind: 'refused',
    detail:
      'The camera’s certificate is not one that this box trusts. Give it one for its name, or use http in the house.',
  },
  plainWeb: {
    kind: 'forbidden',
    detail:
      'Outside the house the address must begin with https://, so that nobody reads pictures on the way.',
  },
  badWebUrl: {
    kind: 'forbidden',
    detail: 'The address must look like http://192.168.1.20/video.mjpg, without user and password in it.',
  },
  badUrl: {
    kind: 'forbidden',
    detail: 'The address must look like rtsp://192.168.1.20:554/stream, without user and password in it.',
  },
} as const satisfies Record<string, StreamFault['state']>;

export function codecFault(encoding: string): StreamFault['state'] {
  return {
    kind: 'unsupported',
    detail: `The camera sends ${encoding.slice(0, 20)}; set this stream to H.264 or H.265.`,
  };
}

export function statusFault(status: number): StreamFault['state'] {
  return { kind: 'unreachable', detail: `The camera answered with RTSP status ${status}. Trying again.` };
}
