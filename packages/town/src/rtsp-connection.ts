import { randomBytes, randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, H264_PAYLOAD_TYPE } from './rtsp-description.ts';
import { challengeHeader, type DigestChallenge, digestAccepted } from './rtsp-digest.ts';
import type { Playout, PlayoutClient } from './rtsp-playout.ts';
import { pathOf, type RtspRequest, RtspRequestReader } from './rtsp-request.ts';

/** How a camera is broken on purpose. `none` mends it. */
export type CameraFault = 'none' | 'offline' | 'hang' | 'cut' | 'wrongCodec';

/** One path of the server. */
export interface Mount {
  readonly playout: Playout;
  fault: CameraFault;
}

export interface ConnectionPorts {
  readonly users: Readonly<Record<string, string>>;
  mountAt(path: string): Mount | undefined;
}

const TRACK = '/trackID=0';
const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN';
const SESSION_S = 60;
/** A client that says nothing for so long is gone. */
const SILENCE_MS = 90_000;
const REASONS: Record<number, string> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  461: 'Unsupported Transport',
  501: 'Not Implemented',
};

interface Session {
  readonly id: string;
  readonly mount: Mount;
  readonly client: PlayoutClient;
  playing: boolean;
}

/** Serves one TCP connection (RFC 2326) until either side ends it; one session a connection, interleaved only. */
export class RtspConnection {
  readonly #socket: Socket;
  readonly #ports: ConnectionPorts;
  readonly #reader = new RtspRequestReader();
  readonly #challenge: DigestChallenge = { realm: 'town', nonce: randomBytes(16).toString('hex') };
  #session: Session | undefined;
  #mount: Mount | undefined;

  constructor(socket: Socket, ports: ConnectionPorts) {
    this.#socket = socket;
    this.#ports = ports;
    socket.setNoDelay(true);
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#stop());
  }

  /** The mount the client asked for last. */
  get mount(): Mount | undefined {
    return this.#mount;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Uint8Array): void {
    for (const item of this.#reader.push(bytes)) {
      if (item.kind === 'malformed') {
        this.#socket.end('RTSP/1.0 400 Bad Request\r\n\r\n');
        return;
      }
      if (item.kind === 'request') this.#answer(item.request);
    }
  }

  #answer(request: RtspRequest): void {
    const path = pathOf(request.uri).replace(TRACK, '');
    const mount = this.#ports.mountAt(path);
    this.#mount = mount ?? this.#mount;
    if (mount?.fault === 'offline') this.destroy();
    else if (mount?.fault === 'hang') return;
    else if (request.method === 'OPTIONS') this.#reply(request, 200, { Public: METHODS });
    else if (!this.#authorised(request))
      this.#reply(request, 401, { 'WWW-Authenticate': challengeHeader(this.#challenge) });
    else if (mount === undefined) this.#reply(request, 404);
    else this.#perform(request, mount);
  }

  #authorised(request: RtspRequest): boolean {
    const given = request.headers.get('authorization');
    return digestAccepted(given, request.method, request.uri, this.#challenge, this.#ports.users);
  }

  #perform(request: RtspRequest, mount: Mount): void {
    if (request.method === 'DESCRIBE') this.#describe(request, mount);
    else if (request.method === 'SETUP') this.#setup(request, mount);
    else if (request.method === 'PLAY') this.#play(request);
    else if (request.method === 'GET_PARAMETER') this.#reply(request, 200, this.#sessionHeader());
    else if (request.method === 'TEARDOWN') {
      this.#stop();
      this.#reply(request, 200);
    } else this.#reply(request, 501);
  }

  #describe(request: RtspRequest, mount: Mount): void {
    const host = this.#socket.localAddress ?? '127.0.0.1';
    const body = describe(mount.playout.source, host, mount.fault === 'wrongCodec');
    const base = request.uri.replace(/\/*$/, '/');
    this.#reply(request, 200, { 'Content-Base': base, 'Content-Type': 'application/sdp' }, body);
  }

  #setup(request: RtspRequest, mount: Mount): void {
    const transport = request.headers.get('transport') ?? '';
    const channels = /RTP\/AVP\/TCP.*?interleaved=(\d{1,3})-(\d{1,3})/i.exec(transport);
    const [rtp, rtcp] = [Number(channels?.[1] ?? 0), Number(channels?.[2] ?? 1)];
    if (!/RTP\/AVP\/TCP/i.test(transport) || rtp > 255 || rtcp > 255) {
      this.#reply(request, 461);
      return;
    }
    this.#stop();
    const client: PlayoutClient = {
      port: portOf(this.#socket),
      rtp: { payloadType: H264_PAYLOAD_TYPE, ssrc: randomInt(2 ** 32), sequence: randomInt(2 ** 16) },
      rtpChannel: rtp,
      rtcpChannel: rtcp,
      timestampBase: randomInt(2 ** 32),
      packets: 0,
      bytes: 0,
      waitsForKey: false,
    };
    this.#session = { id: randomBytes(8).toString('hex'), mount, client, playing: false };
    const ssrc = client.rtp.ssrc.toString(16).padStart(8, '0').toUpperCase();
    this.#reply(request, 200, {
      Transport: `RTP/AVP/TCP;unicast;interleaved=${rtp}-${rtcp};ssrc=${ssrc}`,
      Session: `${this.#session.id};timeout=${SESSION_S}`,
    });
  }

  #play(request: RtspRequest): void {
    const session = this.#session;
    const named = request.headers.get('session')?.split(';')[0];
    if (session === undefined) this.#reply(request, 455);
    else if (named !== session.id) this.#reply(request, 454);
    else {
      this.#reply(request, 200, { Session: session.id, Range: 'npt=0.000-' });
      if (session.playing) return;
      session.playing = true;
      session.mount.playout.add(session.client);
    }
  }

  #sessionHeader(): Record<string, string> {
    return this.#session === undefined ? {} : { Session: this.#session.id };
  }

  #stop(): void {
    if (this.#session?.playing) this.#session.mount.playout.remove(this.#session.client);
    this.#session = undefined;
  }

  #reply(request: RtspRequest, status: number, headers: Record<string, string> = {}, body = ''): void {
    const lines = [`RTSP/1.0 ${status} ${REASONS[status]}`, `CSeq: ${request.headers.get('cseq') ?? '0'}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
    if (!this.#socket.destroyed) this.#socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }
}

function portOf(socket: Socket): PlayoutClient['port'] {
  return {
    get waiting() {
      return socket.writableLength;
    },
    write: (bytes) => {
      if (!socket.destroyed) socket.write(bytes);
    },
    destroy: () => {
      // What was written leaves before the end, so that the client sees a cut and not a reset.
      socket.end();
      socket.destroySoon();
    },
  };
}
