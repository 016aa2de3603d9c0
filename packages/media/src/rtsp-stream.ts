import type { AccessUnit } from './access-unit.ts';
import { AccessUnitAssembler } from './access-unit-assembler.ts';
import type { AddressPolicy } from './address-policy.ts';
import { codecFault, FAULTS, StreamFault, statusFault } from './camera-state.ts';
import { H264Depacketizer } from './h264-depacketizer.ts';
import { MediaError } from './media-error.ts';
import { RtpClock } from './rtp-clock.ts';
import { parseRtp, parseSenderReport } from './rtp-packet.ts';
import { RtspConnection } from './rtsp-connection.ts';
import type { InterleavedPacket, RtspResponse } from './rtsp-message.ts';
import { controlUrl, parseSdp, type SessionDescription, type VideoTrack } from './sdp.ts';

/** Where a stream is. `url` without credentials. */
export interface RtspTarget {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface StreamHandlers {
  onUnit(unit: AccessUnit): void;
  /** Called once, when the stream ends by itself. Not called after close(). */
  onFault(fault: StreamFault): void;
}

/** One playing RTSP session over TCP. */
export interface RtspStream {
  close(): void;
}

/** No RTP for this long: the camera hangs. */
export const SILENCE_LIMIT_MS = 5000;

/** Splits an RTSP URL; undefined when it is none, or carries credentials (they belong into their own fields). */
export function parseRtspUrl(text: string): { host: string; port: number; url: string } | undefined {
  if (text.length > 1024 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'rtsp:' || url.hostname === '' || url.username !== '' || url.password !== '')
    return undefined;
  return { host: url.hostname, port: url.port === '' ? 554 : Number(url.port), url: text };
}

/**
 * Opens DESCRIBE, SETUP (the video track alone, interleaved) and PLAY, and hands on access units. Rejects with
 * StreamFault when any step fails. Redirects are not followed.
 */
export async function openRtspStream(
  target: RtspTarget,
  policy: AddressPolicy,
  handlers: StreamHandlers,
  nowUs: () => number,
): Promise<RtspStream> {
  const where = parseRtspUrl(target.url);
  if (where === undefined) throw new StreamFault(FAULTS.badUrl);
  const verdict = await policy.check(where.host);
  if (verdict.kind === 'forbidden') throw new StreamFault(FAULTS.forbidden);
  if (verdict.kind === 'unresolved') throw new StreamFault(FAULTS.unresolved);
  const session = new RtspSession(target.url, handlers, nowUs);
  await session.start(verdict.address, where.port, target);
  return session;
}

class RtspSession implements RtspStream {
  readonly #url: string;
  readonly #handlers: StreamHandlers;
  readonly #nowUs: () => number;
  readonly #depacketizer = new H264Depacketizer();
  #assembler: AccessUnitAssembler | undefined;
  #clock: RtpClock | undefined;
  #track: VideoTrack | undefined;
  #connection: RtspConnection | undefined;
  #sessionId: string | undefined;
  #keepAlive: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #lastPacketMs = 0;
  #playing = false;
  #closed = false;
  #ssrc: number | undefined;

  constructor(url: string, handlers: StreamHandlers, nowUs: () => number) {
    this.#url = url;
    this.#handlers = handlers;
    this.#nowUs = nowUs;
  }

  async start(address: string, port: number, { username, password }: RtspTarget): Promise<void> {
    const connection = await RtspConnection.open({
      address,
      port,
      username,
      password,
      onPacket: (packet) => this.#packet(packet),
      onClosed: (fault) => this.#ended(fault),
    });
    this.#connection = connection;
    try {
      await this.#play(connection);
    } catch (error) {
      this.#closed = true;
      connection.end(FAULTS.closed);
      throw error instanceof MediaError ? new StreamFault(FAULTS.garbage) : error;
    }
  }

  async #play(connection: RtspConnection): Promise<void> {
    const described = expectOk(await connection.ask('DESCRIBE', this.#url, { Accept: 'application/sdp' }));
    const base =
      described.headers.get('content-base')?.[0] ??
      described.headers.get('content-location')?.[0] ??
      this.#url;
    const sdp = parseSdp(described.body.toString('utf8'));
    const track = videoOf(sdp);
    this.#track = track;
    this.#assembler = new AccessUnitAssembler(track.parameterSets);
    this.#clock = new RtpClock(track.clockRate, this.#nowUs);
    const setup = expectOk(
      await connection.ask('SETUP', controlUrl(base, track.control), {
        Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1',
      }),
    );
    const [id = '', timeout] = (setup.headers.get('session')?.[0] ?? '').split(/;\s*timeout=/);
    this.#sessionId = id.trim();
    const playUrl = sdp.control === undefined ? base : controlUrl(base, sdp.control);
    expectOk(await connection.ask('PLAY', playUrl, { Session: this.#sessionId, Range: 'npt=0-' }));
    this.#playing = true;
    this.#lastPacketMs = performance.now();
    this.#watch = setInterval(() => this.#checkSilence(), 1000);
    const seconds = Math.min(60, Math.max(10, Number(timeout) || 60));
    this.#keepAlive = setInterval(() => this.#beat(playUrl), (seconds * 1000) / 2);
  }

  #packet({ channel, data }: InterleavedPacket): void {
    if (channel === 1) {
      const report = parseSenderReport(data);
      if (report !== undefined) this.#clock?.report(report);
      return;
    }
    if (channel !== 0 || this.#clock === undefined || this.#assembler === undefined) return;
    const packet = parseRtp(data);
    if (packet === undefined || packet.payloadType !== this.#track?.payloadType) return;
    this.#ssrc ??= packet.ssrc;
    if (packet.ssrc !== this.#ssrc) return;
    this.#lastPacketMs = performance.now();
    for (const group of this.#depacketizer.push(packet)) {
      const unit = this.#assembler.push(group, this.#clock.captureUs(group.timestamp));
      if (unit !== undefined && !this.#closed) this.#handlers.onUnit(unit);
    }
  }

  #checkSilence(): void {
    if (performance.now() - this.#lastPacketMs > SILENCE_LIMIT_MS) this.#connection?.end(FAULTS.silent);
  }

  #beat(url: string): void {
    const headers = { Session: this.#sessionId ?? '' };
    // Some cameras answer GET_PARAMETER with 4xx or 501; any answer keeps the session, none ends it.
    this.#connection?.ask('GET_PARAMETER', url, headers).catch(() => undefined);
  }

  #ended(fault: StreamFault): void {
    clearInterval(this.#watch);
    clearInterval(this.#keepAlive);
    const tell = this.#playing && !this.#closed;
    this.#closed = true;
    if (tell) this.#handlers.onFault(fault);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection?.tell('TEARDOWN', this.#url, { Session: this.#sessionId ?? '' });
    this.#connection?.end(FAULTS.closed);
  }
}

function expectOk(response: RtspResponse): RtspResponse {
  if (response.status === 200) return response;
  if (response.status === 404 || response.status === 454) throw new StreamFault(FAULTS.missing);
  if (response.status === 403) throw new StreamFault(FAULTS.refused);
  throw new StreamFault(statusFault(response.status));
}

function videoOf(sdp: SessionDescription): VideoTrack {
  if (sdp.video === undefined) throw new StreamFault(FAULTS.noVideo);
  if (sdp.video.encoding !== 'H264') throw new StreamFault(codecFault(sdp.video.encoding));
  return sdp.video;
}
