import { sendTimeSei } from './capture-sei.ts';
import { type ClipSource, dueMs, pictureAt } from './clip-source.ts';
import { h264Payloads, interleavedPackets, type RtpState, senderReport } from './rtp-packetizer.ts';

/** Where a client's packets go; the socket of its connection. */
export interface PlayoutPort {
  /** Bytes that wait in this process for the client. */
  readonly waiting: number;
  write(bytes: Uint8Array): void;
  /** Ends the connection at once. */
  destroy(): void;
}

/** One playing client of a mount. */
export interface PlayoutClient {
  readonly port: PlayoutPort;
  readonly rtp: RtpState;
  /** Interleaved channels. */
  readonly rtpChannel: number;
  readonly rtcpChannel: number;
  /** RTP time of picture 0. */
  readonly timestampBase: number;
  packets: number;
  bytes: number;
  /** True after a drop: nothing is sent before the next key picture. */
  waitsForKey: boolean;
}

/** What may be broken on purpose while a mount plays. */
export type PlayoutFault = 'none' | 'hang' | 'cut';

const DROP_ABOVE_BYTES = 1_500_000;
const REPORT_EVERY_MS = 2_000;
/** After a longer silence (a machine asleep) the mount goes on from now instead of catching up. */
const GIVE_UP_MS = 2_000;

/** Sends one mount's pictures to all its clients, each at its time. It has a timer only while somebody watches. */
export class Playout {
  readonly source: ClipSource;
  fault: PlayoutFault = 'none';
  readonly #clients = new Set<PlayoutClient>();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #next = 0;
  #reportAt = 0;

  constructor(source: ClipSource, now: () => number) {
    this.source = source;
    this.#now = now;
  }

  /** Starts a client: a report, then everything from the newest key picture to now at once, then live. */
  add(client: PlayoutClient): void {
    const now = this.#now();
    if (this.#clients.size === 0) this.#next = pictureAt(this.source, now) + 1;
    this.#clients.add(client);
    this.#report(client);
    for (let n = this.source.keyAt(this.#next - 1); n < this.#next; n++)
      this.#send(client, n, sendTimeSei(dueMs(this.source, n) * 1000));
    this.#schedule();
  }

  remove(client: PlayoutClient): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Ends every client's connection. */
  close(): void {
    for (const client of [...this.#clients]) {
      this.remove(client);
      client.port.destroy();
    }
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#clients.size === 0) return;
    const wait = Math.max(0, Math.ceil(dueMs(this.source, this.#next) - this.#now()));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#tick();
      this.#schedule();
    }, wait);
  }

  #tick(): void {
    const now = this.#now();
    const due = pictureAt(this.source, now);
    if (now - dueMs(this.source, this.#next) > GIVE_UP_MS) {
      this.#next = due;
      for (const client of this.#clients) client.waitsForKey = true;
    }
    for (; this.#next <= due; this.#next++) {
      const sei = sendTimeSei(now * 1000);
      for (const client of [...this.#clients]) this.#send(client, this.#next, sei);
    }
    if (now < this.#reportAt) return;
    this.#reportAt = now + REPORT_EVERY_MS;
    for (const client of this.#clients) this.#report(client);
  }

  #send(client: PlayoutClient, n: number, sei: Uint8Array): void {
    if (this.fault === 'hang' || !this.#clients.has(client)) return;
    const key = this.source.keyAt(n) === n;
    if (client.port.waiting > DROP_ABOVE_BYTES) client.waitsForKey = true;
    else if (key) client.waitsForKey = false;
    if (client.waitsForKey) return;
    const sets = key ? [this.source.sps, this.source.pps] : [];
    const payloads = h264Payloads(sets, [sei, this.source.slice(n)]);
    const bytes = interleavedPackets(payloads, client.rtp, client.rtpChannel, this.#timestamp(client, n));
    client.packets += payloads.length;
    client.bytes += bytes.length - payloads.length * 16;
    if (this.fault === 'cut') {
      client.port.write(bytes.subarray(0, Math.max(20, bytes.length >> 1)));
      this.remove(client);
      client.port.destroy();
    } else client.port.write(bytes);
  }

  #report(client: PlayoutClient): void {
    if (this.fault === 'hang') return;
    const n = this.#next - 1;
    const timestamp = this.#timestamp(client, n);
    client.port.write(senderReport(client.rtp, client.rtcpChannel, dueMs(this.source, n), timestamp, client));
  }

  #timestamp(client: PlayoutClient, n: number): number {
    return (client.timestampBase + Math.round((n * 90_000) / this.source.fps)) % 2 ** 32;
  }
}
