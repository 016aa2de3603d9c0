import { AccessUnitAssembler, type Assembler } from './access-unit-assembler.ts';
import { FAULTS, StreamFault } from './camera-state.ts';
import { type OpenStream, SILENCE_LIMIT_MS, type StreamHandlers, type StreamInput } from './camera-stream.ts';
import { H264Depacketizer } from './h264-depacketizer.ts';
import { H265Assembler } from './h265-assembler.ts';
import { H265Depacketizer } from './h265-depacketizer.ts';
import { MediaError } from './media-error.ts';
import type { NalDepacketizer } from './nal-depacketizer.ts';
import { RtpClock } from './rtp-clock.ts';
import { JpegAssembler } from './rtp-jpeg/jpeg-assembler.ts';
import { JpegDepacketizer } from './rtp-jpeg/jpeg-depacketizer.ts';
import { parseRtp, parseSenderReport } from './rtp-packet.ts';
import { RtspConnection } from './rtsp-connection.ts';
import { describe, type Offer, play, type SetUp, setUp } from './rtsp-handshake.ts';
import type { InterleavedPacket } from './rtsp-message.ts';
import { parseRtspUrl } from './rtsp-url.ts';

/** Packets but no picture for this long: nothing we can decode is coming. */
const PICTURE_LIMIT_MS = 30_000;

/**
 * Opens DESCRIBE, SETUP (the video track alone, interleaved) and PLAY, and hands on access units. Rejects with
 * StreamFault when any step fails. Redirects are not followed.
 */
export async function openRtspStream(input: StreamInput, handlers: StreamHandlers): Promise<OpenStream> {
  const where = parseRtspUrl(input.target.url);
  if (where === undefined) throw new StreamFault(FAULTS.badUrl);
  const verdict = await input.policy.check(where.host);
  if (verdict.kind === 'forbidden') throw new StreamFault(FAULTS.forbidden);
  if (verdict.kind === 'unresolved') throw new StreamFault(FAULTS.unresolved);
  const session = new RtspSession(input, handlers);
  await session.start(verdict.address, where.port);
  return session;
}

/** What turns packets into pictures once the track is known. */
interface Pipeline {
  readonly offer: Offer;
  readonly set: SetUp;
  readonly depacketizer: NalDepacketizer;
  readonly assembler: Assembler;
  readonly clock: RtpClock;
}

/** `encoding`: one that `describe` lets through. */
function readerOf(encoding: string, sets: readonly Buffer[]): Pick<Pipeline, 'depacketizer' | 'assembler'> {
  if (encoding === 'JPEG') return { depacketizer: new JpegDepacketizer(), assembler: new JpegAssembler() };
  if (encoding === 'H265')
    return { depacketizer: new H265Depacketizer(), assembler: new H265Assembler(sets) };
  return { depacketizer: new H264Depacketizer(), assembler: new AccessUnitAssembler(sets) };
}

class RtspSession implements OpenStream {
  readonly #input: StreamInput;
  readonly #handlers: StreamHandlers;
  #pipeline: Pipeline | undefined;
  #connection: RtspConnection | undefined;
  #keepAlive: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #lastPacketMs = 0;
  #lastUnitMs = 0;
  #playing = false;
  #closed = false;
  #ssrc: number | undefined;

  constructor(input: StreamInput, handlers: StreamHandlers) {
    this.#input = input;
    this.#handlers = handlers;
  }

  async start(address: string, port: number): Promise<void> {
    const { url, username, password } = this.#input.target;
    const connection = await RtspConnection.open({
      address,
      port,
      username,
      password,
      signal: this.#input.signal,
      share: this.#input.share,
      onPacket: (packet) => this.#packet(packet),
      onClosed: (fault) => this.#ended(fault),
    });
    this.#connection = connection;
    try {
      const offer = await describe(connection, url);
      const set = await setUp(connection, offer);
      this.#pipeline = this.#pipelineOf(offer, set);
      await play(connection, offer, set);
      this.#played(connection, offer, set);
    } catch (error) {
      this.#closed = true;
      connection.end(FAULTS.closed);
      throw error instanceof MediaError ? new StreamFault(FAULTS.garbage) : error;
    }
  }

  #pipelineOf(offer: Offer, set: SetUp): Pipeline {
    const { encoding, parameterSets, clockRate } = offer.track;
    const clock = new RtpClock(clockRate, this.#input.nowUs);
    return { offer, set, clock, ...readerOf(encoding, parameterSets) };
  }

  #played(connection: RtspConnection, offer: Offer, set: SetUp): void {
    if (connection.ended) throw new StreamFault(FAULTS.closed);
    this.#playing = true;
    this.#lastPacketMs = performance.now();
    this.#lastUnitMs = this.#lastPacketMs;
    this.#watch = setInterval(() => this.#checkSilence(), 1000);
    const beat = (): void => connection.keepAlive(offer.keepAlive, offer.playUrl, set.headers);
    this.#keepAlive = setInterval(beat, set.keepAliveMs);
  }

  #packet({ channel, data }: InterleavedPacket): void {
    const pipeline = this.#pipeline;
    if (pipeline === undefined) return;
    if (channel === pipeline.set.rtcpChannel) {
      const report = parseSenderReport(data);
      if (report !== undefined) pipeline.clock.report(report);
    } else if (channel === pipeline.set.rtpChannel) this.#rtp(data, pipeline);
  }

  #rtp(data: Buffer, { offer, depacketizer, assembler, clock }: Pipeline): void {
    const packet = parseRtp(data);
    if (packet === undefined || packet.payloadType !== offer.track.payloadType) return;
    this.#ssrc ??= packet.ssrc;
    if (packet.ssrc !== this.#ssrc) return;
    this.#lastPacketMs = performance.now();
    for (const group of depacketizer.push(packet)) {
      const unit = assembler.push(group, clock.captureUs(group.timestamp));
      if (unit === undefined || this.#closed) continue;
      this.#lastUnitMs = this.#lastPacketMs;
      this.#handlers.onUnit(unit);
    }
  }

  #checkSilence(): void {
    const now = performance.now();
    if (now - this.#lastPacketMs > SILENCE_LIMIT_MS) this.#connection?.end(FAULTS.silent);
    else if (now - this.#lastUnitMs > PICTURE_LIMIT_MS)
      this.#connection?.end(
        this.#pipeline?.assembler.lacking === 'parameter-sets' ? FAULTS.noParameterSets : FAULTS.noPicture,
      );
  }

  #ended(fault: StreamFault): void {
    clearInterval(this.#watch);
    clearInterval(this.#keepAlive);
    const tell = this.#playing && !this.#closed && !this.#input.signal.aborted;
    this.#closed = true;
    if (tell) this.#handlers.onFault(fault);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { offer, set } = this.#pipeline ?? {};
    if (offer !== undefined) this.#connection?.tell('TEARDOWN', offer.playUrl, set?.headers ?? {});
    this.#connection?.end(FAULTS.closed);
  }
}
