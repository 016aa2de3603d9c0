import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSendTimeSei } from './capture-sei.ts';
import type { ClipSource } from './clip-source.ts';
import { type RtspServer, startRtspServer } from './rtsp-server.ts';

const SPS = Uint8Array.from([0x67, 0x42, 0xc0, 0x1f, 1]);
const PPS = Uint8Array.from([0x68, 2]);
/** 100 pictures a second, a key every fifth; the slice carries its number. */
const source: ClipSource = {
  width: 16,
  height: 16,
  fps: 100,
  sps: SPS,
  pps: PPS,
  keyAt: (n) => n - (n % 5),
  slice: (n) =>
    Buffer.concat([Buffer.from([n % 5 === 0 ? 0x65 : 0x41, 0, 0, 0, 0]), Buffer.alloc(3000, n % 251)]),
};

/** A client of raw bytes: asks, answers digest challenges, and keeps the interleaved packets. */
class RawClient {
  readonly socket: Socket;
  readonly packets: { channel: number; data: Buffer }[] = [];
  closed = false;
  nonce = '';
  #held = Buffer.alloc(0);
  #answers: string[] = [];
  #cseq = 0;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes: Buffer) => this.#take(bytes));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  #take(bytes: Buffer): void {
    this.#held = Buffer.concat([this.#held, bytes]);
    for (;;) {
      if (this.#held[0] === 0x24) {
        const length = this.#held.length < 4 ? Number.POSITIVE_INFINITY : this.#held.readUInt16BE(2);
        if (this.#held.length < 4 + length) return;
        this.packets.push({ channel: this.#held[1] as number, data: this.#held.subarray(4, 4 + length) });
        this.#held = this.#held.subarray(4 + length);
        continue;
      }
      const end = this.#held.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.#held.toString('latin1', 0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (this.#held.length < end + 4 + length) return;
      this.#answers.push(this.#held.toString('latin1', 0, end + 4 + length));
      this.#held = this.#held.subarray(end + 4 + length);
    }
  }

  async ask(
    method: string,
    uri: string,
    headers: string[] = [],
    password?: string,
    qop = true,
  ): Promise<string> {
    const lines = [`${method} ${uri} RTSP/1.0`, `CSeq: ${++this.#cseq}`, ...headers];
    if (password !== undefined) lines.push(`Authorization: ${this.#digest(method, uri, password, qop)}`);
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await until(() => this.#answers.length > 0 || this.closed);
    const answer = this.#answers.shift() ?? '';
    this.nonce = /nonce="([^"]+)"/.exec(answer)?.[1] ?? this.nonce;
    return answer;
  }

  #digest(method: string, uri: string, password: string, qop: boolean): string {
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const middle = qop ? '00000001:abc:auth:' : '';
    const response = md5(`${md5(`u:town:${password}`)}:${this.nonce}:${middle}${md5(`${method}:${uri}`)}`);
    const extra = qop ? ', qop=auth, nc=00000001, cnonce="abc"' : '';
    return `Digest username="u", realm="town", nonce="${this.nonce}", uri="${uri}", response="${response}"${extra}`;
  }
}

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 2));
}

let server: RtspServer;
let clients: RawClient[];
const open = (): RawClient => {
  const client = new RawClient(server.port);
  clients.push(client);
  return client;
};
const address = (path = '/a/main'): string => `rtsp://127.0.0.1:${server.port}${path}`;

async function play(client: RawClient): Promise<string> {
  await client.ask('DESCRIBE', address());
  const described = await client.ask('DESCRIBE', address(), [], 'secret');
  const transport = ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1'];
  const setup = await client.ask('SETUP', `${address()}/trackID=0`, transport, 'secret');
  const session = /Session: (\w+)/.exec(setup)?.[1] ?? '';
  await client.ask('PLAY', address(), [`Session: ${session}`], 'secret');
  return described;
}

beforeEach(async () => {
  clients = [];
  const mounts = new Map([
    ['/a/main', source],
    ['/b/main', source],
  ]);
  server = await startRtspServer({ port: 0, host: '127.0.0.1', users: { u: 'secret' }, mounts });
});

afterEach(async () => {
  for (const client of clients) client.socket.destroy();
  await server.close();
});

describe('the RTSP server', () => {
  it('challenges with a digest and takes it with and without qop', async () => {
    const client = open();
    const first = await client.ask('DESCRIBE', address());
    expect(first).toContain('401 Unauthorized');
    expect(first).toContain('qop="auth"');
    expect(await client.ask('DESCRIBE', address(), [], 'wrong')).toContain('401');
    expect(await client.ask('DESCRIBE', address(), [], 'secret')).toContain('200 OK');
    expect(await client.ask('DESCRIBE', address(), [], 'secret', false)).toContain('200 OK');
  });

  it('answers 404 for an unknown path and 461 for UDP', async () => {
    const client = open();
    await client.ask('DESCRIBE', address('/nothing'));
    expect(await client.ask('DESCRIBE', address('/nothing'), [], 'secret')).toContain('404');
    const udp = ['Transport: RTP/AVP;unicast;client_port=5000-5001'];
    expect(await client.ask('SETUP', `${address()}/trackID=0`, udp, 'secret')).toContain('461');
  });

  it('describes H.264 with its parameter sets', async () => {
    const sdp = await play(open());
    expect(sdp).toContain('packetization-mode=1;profile-level-id=42C01F');
    expect(sdp).toContain(`sprop-parameter-sets=${Buffer.from(SPS).toString('base64')},`);
  });

  it('begins with a report, then the newest key picture with parameter sets and send time, then plays on', async () => {
    const client = open();
    await play(client);
    await until(() => client.packets.filter((p) => p.channel === 0).length > 30);
    const [report, ...rest] = client.packets;
    expect([report?.channel, report?.data[1]]).toEqual([1, 200]);
    const rtp = rest.filter((p) => p.channel === 0).map((p) => p.data);
    expect((rtp[0]?.[12] as number) & 31).toBe(24);
    const sent = readSendTimeSei((rtp[1] as Buffer).subarray(12)) as number;
    expect(Math.abs(sent / 1000 - Date.now())).toBeLessThan(30_000);
    const sequences = rtp.map((p) => p.readUInt16BE(2));
    expect(sequences.slice(1).every((s, i) => s === (((sequences[i] as number) + 1) & 0xffff))).toBe(true);
  });

  it('serves two clients of one path the same pictures', async () => {
    const [a, b] = [open(), open()];
    await Promise.all([play(a), play(b)]);
    const slices = (c: RawClient): string[] =>
      c.packets
        .filter((p) => p.channel === 0 && ((p.data[12] as number) & 31) === 28)
        .map((p) => p.data.subarray(12).toString('hex'));
    await until(() => slices(a).length > 60 && slices(b).length > 60);
    const common = slices(a).filter((s) => slices(b).includes(s));
    expect(common.length).toBeGreaterThan(20);
  });

  it('offline: ends connections and refuses; mended, it serves again', async () => {
    const client = open();
    await play(client);
    server.setFault('/a/main', 'offline');
    await until(() => client.closed);
    const again = open();
    expect(await again.ask('DESCRIBE', address())).toBe('');
    server.setFault('/a/main', 'none');
    await play(open());
  });

  it('hang: takes the connection and never answers, and the other camera plays on', async () => {
    server.setFault('/a/main', 'hang');
    const hung = open();
    let answered = false;
    void hung.ask('DESCRIBE', address()).then(() => {
      answered = true;
    });
    const other = open();
    expect(await other.ask('DESCRIBE', address('/b/main'))).toContain('401');
    expect(answered).toBe(false);
  });

  it('cut: ends the connection in the middle of an access unit', async () => {
    const client = open();
    await play(client);
    await until(() => client.packets.length > 5);
    server.setFault('/a/main', 'cut');
    await until(() => client.closed);
    const last = client.packets.filter((p) => p.channel === 0).at(-1)?.data as Buffer;
    expect((last[1] as number) & 0x80).toBe(0);
  });

  it('wrongCodec: the description offers Motion JPEG', async () => {
    server.setFault('/a/main', 'wrongCodec');
    const client = open();
    await client.ask('DESCRIBE', address());
    const sdp = await client.ask('DESCRIBE', address(), [], 'secret');
    expect(sdp).toContain('JPEG/90000');
    expect(sdp).not.toContain('H264');
  });

  it('ends a connection that does not speak RTSP, and frees the port on close', async () => {
    const client = open();
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => client.closed);
    expect(() => server.setFault('/none', 'cut')).toThrow(RangeError);
  });
});
