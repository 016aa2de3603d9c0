import { type AccessUnit, AccessUnitAssembler, H264Depacketizer, RtpClock } from '@porchlight/media';
import {
  RTCPeerConnection,
  RTCRtpCodecParameters,
  type RtcpPacket,
  RtcpSrPacket,
  type RtpPacket,
} from 'werift';
import type { FromChild } from './frames.ts';
import { PacketOrder } from './packet-order.ts';

const CLOCK_RATE = 90_000;
const NTP_TO_UNIX_S = 2_208_988_800n;
/** A whole new session must have connected in this time. */
const CONNECT_LIMIT_MS = 8_000;
const SILENCE_LIMIT_MS = 5_000;
const PICTURE_LIMIT_MS = 15_000;
const WATCH_MS = 500;

export interface PeerPorts {
  readonly onUnit: (unit: AccessUnit) => void;
  readonly onEnded: (why: Extract<FromChild, { t: 'ended' }>['why']) => void;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
}

/** Packetization mode 1, as every camera sends it, in the profiles browsers decode. */
function codecs(): RTCRtpCodecParameters[] {
  const rtcpFeedback = [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }];
  return ['42e01f', '4d401f', '640028'].map(
    (profile, i) =>
      new RTCRtpCodecParameters({
        mimeType: 'video/H264',
        clockRate: CLOCK_RATE,
        payloadType: 96 + i,
        rtcpFeedback,
        parameters: `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profile}`,
      }),
  );
}

/**
 * One WebRTC peer that receives one H.264 stream and nothing else: no audio is offered, nothing is sent. Lives in the child
 * process. Ends by itself when the other side is gone or silent.
 */
export class PeerSession {
  readonly #peer: RTCPeerConnection;
  readonly #ports: PeerPorts;
  readonly #order = new PacketOrder();
  readonly #depacketizer = new H264Depacketizer();
  readonly #assembler = new AccessUnitAssembler([]);
  readonly #clock: RtpClock;
  readonly #startedMs = performance.now();
  #ssrc: number | undefined;
  #lastPacketMs: number | undefined;
  #lastUnitMs = performance.now();
  #watch: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(loopback: boolean, ports: PeerPorts) {
    this.#ports = ports;
    this.#clock = new RtpClock(CLOCK_RATE, ports.nowUs);
    this.#peer = new RTCPeerConnection({
      codecs: { video: codecs(), audio: [] },
      // No third party learns of a look: without a STUN server the other side finds us by our own checks.
      iceServers: [],
      ...(loopback ? { iceAdditionalHostAddresses: ['127.0.0.1'] } : {}),
    });
    const { receiver } = this.#peer.addTransceiver('video', { direction: 'recvonly' });
    this.#peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe((packet) => this.#packet(packet)));
    receiver.onRtcp.subscribe((packet) => this.#report(packet));
    this.#peer.connectionStateChange.subscribe((state) => {
      if (state === 'failed') this.#end('failed');
      if (state === 'closed' || state === 'disconnected') this.#end('closed');
    });
  }

  /** The offer with all of its candidates (WHEP needs no trickle). */
  async offer(): Promise<string> {
    await this.#peer.setLocalDescription(await this.#peer.createOffer());
    if (this.#peer.iceGatheringState !== 'complete')
      await new Promise<void>((resolve) => {
        this.#peer.iceGatheringStateChange.subscribe((state) => {
          if (state === 'complete') resolve();
        });
      });
    return this.#peer.localDescription?.sdp ?? '';
  }

  async answer(sdp: string): Promise<void> {
    this.#watch = setInterval(() => this.#checkSilence(), WATCH_MS);
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#watch);
    void this.#peer.close().catch(() => undefined);
  }

  #end(why: Parameters<PeerPorts['onEnded']>[0]): void {
    if (this.#ended) return;
    this.close();
    this.#ports.onEnded(why);
  }

  #packet({ header, payload }: RtpPacket): void {
    if (this.#ended) return;
    this.#ssrc ??= header.ssrc;
    if (header.ssrc !== this.#ssrc) return;
    this.#lastPacketMs = performance.now();
    const packet = {
      payloadType: header.payloadType,
      marker: header.marker,
      sequence: header.sequenceNumber,
      timestamp: header.timestamp,
      ssrc: header.ssrc,
      payload,
    };
    for (const ordered of this.#order.push(packet))
      for (const group of this.#depacketizer.push(ordered)) {
        const unit = this.#assembler.push(group, this.#clock.captureUs(group.timestamp));
        if (unit === undefined) this.#askForKey();
        else {
          this.#lastUnitMs = this.#lastPacketMs;
          this.#ports.onUnit(unit);
        }
      }
  }

  #report(packet: RtcpPacket): void {
    if (!(packet instanceof RtcpSrPacket) || packet.ssrc !== this.#ssrc) return;
    const { ntpTimestamp, rtpTimestamp } = packet.senderInfo;
    const seconds = (ntpTimestamp >> 32n) - NTP_TO_UNIX_S;
    const wallUs = Number(seconds * 1_000_000n + (((ntpTimestamp & 0xffff_ffffn) * 1_000_000n) >> 32n));
    this.#clock.report({ ssrc: packet.ssrc, wallUs, timestamp: rtpTimestamp });
  }

  /** Nothing that can be decoded came: the sender is asked to begin a new group of pictures. */
  #askForKey(): void {
    const [receiver] = this.#peer.getReceivers();
    if (this.#ssrc !== undefined) void receiver?.sendRtcpPLI(this.#ssrc).catch(() => undefined);
  }

  #checkSilence(): void {
    const now = performance.now();
    if (this.#lastPacketMs === undefined) {
      if (now - this.#startedMs > CONNECT_LIMIT_MS) this.#end('failed');
    } else if (now - this.#lastPacketMs > SILENCE_LIMIT_MS) this.#end('silent');
    else if (now - this.#lastUnitMs > PICTURE_LIMIT_MS) this.#end('no-picture');
  }
}
