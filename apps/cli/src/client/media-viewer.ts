import {
  type EpochBody,
  epochBodySchema,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  hubToViewerSchema,
  parseFrameHeader,
  type ViewerToHub,
} from '@porchlight/contract';
import { epochBinding, type HpkeKeyPair, unwrapKey, wrapInfo } from '@porchlight/frame-crypto';
import { createOpener, type Opener } from '@porchlight/frame-crypto/web';
import { fromBase64Url } from '@porchlight/statements';
import { WebSocket } from 'ws';
import type { SiteClient } from './site-client.ts';

/** What was seen of one camera. Times are `performance.now()` milliseconds. */
export interface CameraSeen {
  firstPictureAt: number | undefined;
  lastPictureAt: number | undefined;
  goneAt: number | undefined;
  /** The longest time between two pictures. */
  longestPauseMs: number;
  /** Access units opened and verified. */
  pictures: number;
  /** Frames that did not open. */
  rejected: number;
  /** Those of them that came before any key of their channel: others watch that camera already, and their key is not for this viewer. */
  early: number;
}

const ACK_MS = 250;

/** A viewer without a screen: takes a look's streams, opens and verifies every frame, and acknowledges like a browser. */
export class MediaViewer {
  readonly cameras = new Map<string, CameraSeen>();
  /** Takes, when it is there, the milliseconds from each picture's capture to its opening, by the wall clock. */
  lagsMs: number[] | undefined;
  readonly #socket: WebSocket;
  readonly #keys: HpkeKeyPair;
  readonly #cameraOfChannel = new Map<number, string>();
  readonly #openers = new Map<string, Promise<Opener | undefined>>();
  readonly #received = new Map<number, { bytes: number; captureUs: number }>();
  #timer: NodeJS.Timeout;
  #tail: Promise<void> = Promise.resolve();

  private constructor(socket: WebSocket, keys: HpkeKeyPair) {
    this.#socket = socket;
    this.#keys = keys;
    socket.on('message', (data: Buffer, binary) => (binary ? this.#queue(data) : this.#text(data)));
    this.#timer = setInterval(() => this.#acknowledge(), ACK_MS);
  }

  static async open(client: SiteClient, keys: HpkeKeyPair): Promise<MediaViewer> {
    const socket = new WebSocket(`${client.origin.replace(/^http/, 'ws')}/api/console/media`, {
      headers: client.headers(),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return new MediaViewer(socket, keys);
  }

  /** False once the hub, or the way to it, is gone. */
  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  watch(requestId: string, cameraIds: readonly string[]): void {
    for (const id of cameraIds) this.#seen(id);
    this.#send({ t: 'watch', requestId: requestId as never, cameraIds: [...cameraIds] as never });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  /** From now on nothing is read and nothing acknowledged, as by a process that was stopped; the connection stays. */
  freeze(): void {
    clearInterval(this.#timer);
    this.#socket.pause();
  }

  /** Reads on after {@link freeze}. */
  thaw(): void {
    this.#timer = setInterval(() => this.#acknowledge(), ACK_MS);
    this.#socket.resume();
  }

  #seen(cameraId: string): CameraSeen {
    const known = this.cameras.get(cameraId);
    if (known !== undefined) return known;
    const fresh: CameraSeen = {
      firstPictureAt: undefined,
      lastPictureAt: undefined,
      goneAt: undefined,
      longestPauseMs: 0,
      pictures: 0,
      rejected: 0,
      early: 0,
    };
    this.cameras.set(cameraId, fresh);
    return fresh;
  }

  #text(data: Buffer): void {
    const message = hubToViewerSchema.parse(JSON.parse(data.toString('utf8')));
    if (message.t === 'channels')
      for (const channel of [message.own, message.main, message.sub])
        this.#cameraOfChannel.set(channel, message.cameraId);
    if (message.t === 'gone') this.#seen(message.cameraId).goneAt ??= performance.now();
  }

  /** Messages are opened one after another, in the order they came. */
  #queue(data: Buffer): void {
    const at = performance.now();
    this.#tail = this.#tail.then(() => this.#binary(data, at));
  }

  async #binary(data: Buffer, at: number): Promise<void> {
    const header = parseFrameHeader(data);
    const cameraId = header && this.#cameraOfChannel.get(header.channel);
    if (header === undefined || cameraId === undefined) return;
    const count = this.#received.get(header.channel) ?? { bytes: 0, captureUs: 0 };
    this.#received.set(header.channel, { bytes: count.bytes + data.length, captureUs: header.captureUs });
    if (header.type === 'epoch')
      this.#epoch(epochBodySchema.parse(JSON.parse(data.toString('utf8', FRAME_HEADER_BYTES))), data);
    else await this.#frame(header, data, this.#seen(cameraId), at);
  }

  #epoch(body: EpochBody, message: Buffer): void {
    this.#openers.set(String(body.channel), this.#openerOf(body, message.subarray(0, FRAME_HEADER_BYTES)));
  }

  async #openerOf(body: EpochBody, header: Uint8Array): Promise<Opener | undefined> {
    const binding = await epochBinding(body.bindings.map((hash) => fromBase64Url(hash) ?? new Uint8Array()));
    const enc = fromBase64Url(body.enc) ?? new Uint8Array();
    const wrapped = fromBase64Url(body.wrapped) ?? new Uint8Array();
    const baseKey = await unwrapKey(this.#keys, { enc, wrapped }, wrapInfo(binding), header);
    return baseKey && createOpener({ suite: body.suite, kid: body.kid, baseKey, binding });
  }

  async #frame(
    { channel, captureUs }: FrameHeader,
    data: Buffer,
    seen: CameraSeen,
    at: number,
  ): Promise<void> {
    const known = this.#openers.get(String(channel));
    if (known === undefined) {
      seen.early += 1;
      seen.rejected += 1;
      return;
    }
    const opened = await (await known)?.open(data, FRAME_HEADER_BYTES);
    if (opened === undefined || !startsAccessUnit(opened.plaintext)) {
      seen.rejected += 1;
      return;
    }
    seen.pictures += 1;
    this.lagsMs?.push(Date.now() - captureUs / 1000);
    seen.firstPictureAt ??= performance.now();
    seen.longestPauseMs = Math.max(seen.longestPauseMs, at - (seen.lastPictureAt ?? at));
    seen.lastPictureAt = at;
  }

  #acknowledge(): void {
    const channels = [...this.#received].map(([channel, { bytes, captureUs }]) => ({
      channel,
      received: bytes,
      queue: 0,
      lagMs: Math.min(86_400_000, Math.max(-60_000, Date.now() - captureUs / 1000)),
    }));
    if (channels.length > 0) this.#send({ t: 'ack', channels });
  }

  #send(message: ViewerToHub): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

/** Annex B: every unit begins with a start code. */
function startsAccessUnit(data: Uint8Array): boolean {
  return (
    data.length > 4 && data[0] === 0 && data[1] === 0 && (data[2] === 1 || (data[2] === 0 && data[3] === 1))
  );
}
