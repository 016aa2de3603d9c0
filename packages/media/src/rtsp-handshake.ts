import { codecFault, FAULTS, StreamFault, statusFault } from './camera-state.ts';
import type { RtspConnection } from './rtsp-connection.ts';
import type { RtspResponse } from './rtsp-message.ts';
import { controlUrl, parseSdp, type SessionDescription, type VideoTrack } from './sdp.ts';

/** What a camera offers at an address: its H.264, H.265 or JPEG track, and where to ask for it. */
export interface Offer {
  readonly track: VideoTrack;
  readonly setupUrl: string;
  readonly playUrl: string;
  /** GET_PARAMETER where the server names it, else OPTIONS. */
  readonly keepAlive: 'GET_PARAMETER' | 'OPTIONS';
}

/** A session that is set up: RTP and RTCP come on these channels. */
export interface SetUp {
  /** The Session header for further requests; empty when the server gave none. */
  readonly headers: Readonly<Record<string, string>>;
  /** Half of the time after which the server would forget us, 5–30 s. */
  readonly keepAliveMs: number;
  readonly rtpChannel: number;
  readonly rtcpChannel: number;
}

/** OPTIONS and DESCRIBE (RFC 2326 §10.1, §10.2). Rejects with StreamFault, or MediaError for a broken description. */
export async function describe(connection: RtspConnection, url: string): Promise<Offer> {
  // Whatever the answer: a server that knows no OPTIONS may still play.
  const options = await connection.ask('OPTIONS', url);
  const methods = (options.headers.get('public') ?? []).join(',').toUpperCase();
  const described = expectOk(await connection.ask('DESCRIBE', url, { Accept: 'application/sdp' }));
  const base =
    described.headers.get('content-base')?.[0] ?? described.headers.get('content-location')?.[0] ?? url;
  const sdp = parseSdp(described.body.toString('utf8'));
  const track = videoOf(sdp);
  return {
    track,
    setupUrl: controlUrl(base, track.control),
    playUrl: sdp.control === undefined ? base : controlUrl(base, sdp.control),
    keepAlive: methods.includes('GET_PARAMETER') ? 'GET_PARAMETER' : 'OPTIONS',
  };
}

/** SETUP of the video track alone, interleaved (§10.4, §10.12). Rejects with StreamFault. */
export async function setUp(connection: RtspConnection, offer: Offer): Promise<SetUp> {
  const asked = { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1' };
  const response = await connection.ask('SETUP', offer.setupUrl, asked);
  if (response.status === 461) throw new StreamFault(FAULTS.noTcp);
  const { headers } = expectOk(response);
  const transport = headers.get('transport')?.[0] ?? asked.Transport;
  const channels = /interleaved=(\d{1,3})(?:-(\d{1,3}))?/i.exec(transport);
  if (channels === null) throw new StreamFault(FAULTS.noTcp);
  const [id = '', timeout] = (headers.get('session')?.[0] ?? '').split(/;\s*timeout=/i);
  const seconds = Math.min(60, Math.max(10, Number(timeout) || 60));
  return {
    headers: id === '' ? {} : { Session: id.trim() },
    keepAliveMs: seconds * 500,
    rtpChannel: Number(channels[1]),
    rtcpChannel: Number(channels[2] ?? Number(channels[1]) + 1),
  };
}

/** PLAY from now (§10.5). Rejects with StreamFault. Packets may come before this resolves. */
export async function play(connection: RtspConnection, offer: Offer, { headers }: SetUp): Promise<void> {
  expectOk(await connection.ask('PLAY', offer.playUrl, { ...headers, Range: 'npt=0-' }));
}

function expectOk(response: RtspResponse): RtspResponse {
  if (response.status === 200) return response;
  if (response.status === 404 || response.status === 454) throw new StreamFault(FAULTS.missing);
  if (response.status === 403) throw new StreamFault(FAULTS.refused);
  throw new StreamFault(statusFault(response.status));
}

function videoOf(sdp: SessionDescription): VideoTrack {
  if (sdp.video === undefined) throw new StreamFault(FAULTS.noVideo);
  if (!['H264', 'H265', 'JPEG'].includes(sdp.video.encoding))
    throw new StreamFault(codecFault(sdp.video.encoding));
  if (sdp.video.reordered) throw new StreamFault(FAULTS.reordered);
  return sdp.video;
}
