import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { sendTimeSei } from '../capture-sei.ts';
import { type ClipSource, pictureAt } from '../clip-source.ts';
import { h264Payloads } from '../rtp-packetizer.ts';

const CLOCK_RATE = 90_000;
const GATHER_LIMIT_MS = 3_000;

/** One WebRTC peer that sends a town clip as H.264, in real time, beginning with a key picture. */
export interface ClipSender {
  readonly answer: string;
  close(): void;
}

/**
 * Answers an offer. A camera's encoder would make a new key picture for each session; a clip cannot, so the session begins with
 * the newest one there is and stays up to two seconds behind the world. Rejects when the offer cannot be answered.
 */
export async function startClipSender(
  offer: string,
  clip: ClipSource,
  now: () => number,
): Promise<ClipSender> {
  const peer = new RTCPeerConnection({
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
    codecs: {
      audio: [],
      video: [
        new RTCRtpCodecParameters({
          mimeType: 'video/H264',
          clockRate: CLOCK_RATE,
          rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
          parameters: 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
        }),
      ],
    },
  });
  const track = new MediaStreamTrack({ kind: 'video' });
  let timer: NodeJS.Timeout | undefined;
  const close = (): void => {
    clearInterval(timer);
    void peer.close().catch(() => undefined);
  };
  try {
    await peer.setRemoteDescription({ type: 'offer', sdp: offer });
    const [transceiver] = peer.getTransceivers();
    if (transceiver?.kind !== 'video') throw new RangeError('no video is asked for');
    transceiver.setDirection('sendonly');
    await transceiver.sender.replaceTrack(track);
    await peer.setLocalDescription(await peer.createAnswer());
    await gathered(peer);
  } catch (error) {
    close();
    throw error;
  }
  peer.connectionStateChange.subscribe((state) => {
    if (state === 'connected' && timer === undefined) timer = play(track, clip, now);
    if (state === 'closed' || state === 'failed') clearInterval(timer);
  });
  return { answer: onThisMachine(peer.localDescription?.sdp ?? ''), close };
}

/** Only loopback candidates: the simulated service is nowhere else. */
function onThisMachine(sdp: string): string {
  return sdp
    .split('\r\n')
    .filter((line) => !line.startsWith('a=candidate:') || line.includes(' 127.0.0.1 '))
    .join('\r\n');
}

async function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no candidates')), GATHER_LIMIT_MS);
    peer.iceGatheringStateChange.subscribe((state) => {
      if (state !== 'complete') return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function play(track: MediaStreamTrack, clip: ClipSource, now: () => number): NodeJS.Timeout {
  const started = now();
  const first = clip.keyAt(pictureAt(clip, started));
  let next = first;
  let sequence = Math.floor(Math.random() * 60_000);
  const timestampBase = Math.floor(Math.random() * 2 ** 31);
  const send = (): void => {
    const due = first + Math.floor(((now() - started) * clip.fps) / 1000);
    for (; next <= due; next++) {
      const sets = clip.keyAt(next) === next ? [clip.sps, clip.pps] : [];
      const payloads = h264Payloads(
        sets,
        [sendTimeSei(now() * 1000), clip.slice(next)],
        MAX_UDP_PAYLOAD_BYTES,
      );
      const timestamp = (timestampBase + Math.round(((next - first) * CLOCK_RATE) / clip.fps)) % 2 ** 32;
      payloads.forEach((payload, i) => {
        sequence = (sequence + 1) & 0xffff;
        const header = new RtpHeader({
          payloadType: 96,
          sequenceNumber: sequence,
          timestamp,
          marker: i === payloads.length - 1,
          ssrc: 1,
        });
        track.writeRtp(new RtpPacket(header, Buffer.from(payload)));
      });
    }
  };
  send();
  return setInterval(send, Math.max(5, 1000 / clip.fps / 2));
}

/** SRTP over UDP within an ordinary packet. */
const MAX_UDP_PAYLOAD_BYTES = 1100;
