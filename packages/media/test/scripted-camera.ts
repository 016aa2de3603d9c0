import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** How a camera on a socket behaves. `play` is the good one. */
export type Script =
  | 'play'
  | 'hang'
  | 'silent'
  | 'cut'
  | 'basic'
  | 'redirect'
  | 'udp'
  | 'udp-answer'
  | 'mpeg4'
  | 'garbage'
  | 'newlines'
  | 'no-keys'
  | 'other-channels'
  /** Sends sound that nobody set up, on every channel. */
  | 'rude-audio'
  | 'mute-keep-alive';

export interface ScriptedCamera {
  readonly url: string;
  /** May be changed while it runs; connections made from then on follow it. */
  script: Script;
  /** Methods that were asked, over all connections. */
  readonly asked: string[];
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Connections open now. */
  readonly open: number;
  /** Access units sent so far. */
  readonly sent: number;
  close(): Promise<void>;
}

const SPS = Buffer.from('6742c01fda014016ec0440000003004000000783c60ca8', 'hex');
const PPS = Buffer.from('68ce0f2c80', 'hex');
/** What the sound of `rude-audio` consists of. */
export const SOUND = Buffer.from('d5a1c3e7b2', 'hex');
const UNITS_A_GROUP = 10;
const TICKS = 4500;

/** The number that the camera wrote into its picture. */
export const pictureOf = ({ data, key }: { readonly data: Buffer; readonly key: boolean }): number =>
  data.readUInt32BE(key ? data.lastIndexOf(Buffer.from([0, 0, 0, 1, 0x65])) + 5 : 5);

/** A camera of `fps` pictures a second whose picture n carries n in its slice (it cannot be decoded). */
export async function scriptedCamera(script: Script, fps = 50): Promise<ScriptedCamera> {
  const state = { script, asked: [] as string[], accepted: 0, sent: 0 };
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    state.accepted += 1;
    socket.setNoDelay(true);
    sockets.add(socket);
    const play = new Playing(socket, state.script, fps, () => state.sent++);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      play.stop();
      sockets.delete(socket);
    });
    socket.on('data', (data) => {
      for (const text of data.toString('latin1').split('\r\n\r\n')) {
        if (!/^[A-Z_]+ rtsp:/.test(text)) continue;
        state.asked.push(text.split(' ', 1)[0] as string);
        play.answer(text);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `rtsp://127.0.0.1:${port}/stream`,
    get script() {
      return state.script;
    },
    set script(next) {
      state.script = next;
    },
    asked: state.asked,
    get accepted() {
      return state.accepted;
    },
    get open() {
      return sockets.size;
    },
    get sent() {
      return state.sent;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** One connection to it. */
class Playing {
  readonly #socket: Socket;
  readonly #script: Script;
  readonly #fps: number;
  readonly #onSent: () => void;
  #timer: NodeJS.Timeout | undefined;
  #sequence = 65_500;
  #picture = 0;

  constructor(socket: Socket, script: Script, fps: number, onSent: () => void) {
    this.#socket = socket;
    this.#script = script;
    this.#fps = fps;
    this.#onSent = onSent;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  answer(request: string): void {
    const method = request.split(' ', 1)[0];
    const sequence = /CSeq: (\d+)/.exec(request)?.[1] ?? '0';
    const reply = (status: string, headers: string[] = [], body = ''): void => {
      const length = body === '' ? [] : [`Content-Length: ${body.length}`];
      const head = [`RTSP/1.0 ${status}`, `CSeq: ${sequence}`, ...headers, ...length];
      this.#socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    };
    if (this.#script === 'hang') return;
    if (this.#script === 'garbage') this.#socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    else if (this.#script === 'newlines') this.#socket.write(Buffer.alloc(200_000, 0x0a));
    else if (method === 'OPTIONS') reply('200 OK', ['Public: OPTIONS, DESCRIBE, GET_PARAMETER']);
    else if (method === 'DESCRIBE') this.#describe(reply);
    else if (method === 'SETUP') this.#setup(reply);
    else if (method === 'GET_PARAMETER' && this.#script === 'mute-keep-alive') return;
    else reply('200 OK', ['Session: 7']);
    if (method === 'PLAY' && this.#script !== 'silent') this.#play();
  }

  #describe(reply: (status: string, headers?: string[], body?: string) => void): void {
    const encoding = this.#script === 'mpeg4' ? 'MP4V-ES' : 'H264';
    const audio = 'm=audio 0 RTP/AVP 8\r\na=control:audio\r\n';
    const video = `m=video 0 RTP/AVP 96\r\na=rtpmap:96 ${encoding}/90000\r\na=control:video\r\n`;
    if (this.#script === 'basic') reply('401 Unauthorized', ['WWW-Authenticate: Basic realm="x"']);
    else if (this.#script === 'redirect') reply('302 Moved', ['Location: rtsp://127.0.0.1:1/elsewhere']);
    else reply('200 OK', ['Content-Type: application/sdp'], `v=0\r\n${audio}${video}`);
  }

  #setup(reply: (status: string, headers?: string[]) => void): void {
    const channels = this.#script === 'other-channels' ? '4-5' : '0-1';
    if (this.#script === 'udp') reply('461 Unsupported Transport');
    else if (this.#script === 'udp-answer')
      reply('200 OK', [
        'Transport: RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001',
        'Session: 7',
      ]);
    else reply('200 OK', [`Transport: RTP/AVP/TCP;interleaved=${channels}`, 'Session: 7;timeout=10']);
  }

  #play(): void {
    this.#picture = this.#script === 'no-keys' ? 1 : 0;
    this.#timer = setInterval(() => this.#send(), 1000 / this.#fps);
    this.#send();
  }

  #send(): void {
    const key = this.#picture % UNITS_A_GROUP === 0 && this.#script !== 'no-keys';
    const number = Buffer.alloc(4);
    number.writeUInt32BE(this.#picture);
    const slice = Buffer.concat([Buffer.from([key ? 0x65 : 0x41]), number, Buffer.alloc(200, 0x55)]);
    const nals = key ? [SPS, PPS, slice] : [slice];
    if (this.#script === 'rude-audio') for (let channel = 0; channel < 256; channel++) this.#sound(channel);
    const bytes = Buffer.concat(nals.map((nal, i) => this.#packet(nal, i === nals.length - 1)));
    this.#picture += 1;
    if (this.#script === 'cut' && this.#picture === 5) {
      this.#socket.end(bytes.subarray(0, bytes.length / 2));
      this.stop();
      return;
    }
    this.#socket.write(bytes);
    this.#onSent();
  }

  /** A packet of G.711 A-law: a payload type and a source of its own, {@link SOUND} throughout. */
  #sound(channel: number): void {
    const head = Buffer.from([0x24, channel, 0, 12 + 160, 0x80, 0x80 | 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    this.#socket.write(Buffer.concat([head, ...Array<Buffer>(160 / SOUND.length).fill(SOUND)]));
  }

  #packet(nal: Buffer, marker: boolean): Buffer {
    const head = Buffer.alloc(16);
    head[0] = 0x24;
    head[1] = this.#script === 'other-channels' ? 4 : 0;
    head.writeUInt16BE(12 + nal.length, 2);
    head[4] = 0x80;
    head[5] = (marker ? 0x80 : 0) | 96;
    head.writeUInt16BE(this.#sequence++ & 0xffff, 6);
    head.writeUInt32BE((this.#picture * TICKS) >>> 0, 8);
    head.writeUInt32BE(1, 12);
    return Buffer.concat([head, nal]);
  }
}
