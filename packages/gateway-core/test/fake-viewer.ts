import {
  type EpochBody,
  epochBodySchema,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  parseFrameHeader,
} from '@porchlight/contract';
import {
  epochBinding,
  generateHpkeKeyPair,
  type HpkeKeyPair,
  unwrapKey,
  wrapInfo,
} from '@porchlight/frame-crypto';
import { createOpener, type Opener } from '@porchlight/frame-crypto/web';
import { fromBase64Url, toBase64Url } from '@porchlight/statements';

export interface OpenedPicture {
  readonly header: FrameHeader;
  readonly kid: number;
  readonly data: Uint8Array;
}

/** One operator's browser: opens with WebCrypto what is sent on its channels, in order. */
export class FakeViewer {
  readonly keys: HpkeKeyPair;
  readonly epochs: EpochBody[] = [];
  readonly pictures: OpenedPicture[] = [];
  /** Frames on its channels that did not open. */
  rejected = 0;
  readonly #channels: { readonly own: number; readonly main: number; readonly sub: number };
  readonly #openers = new Map<number, Opener>();
  #turn: Promise<void> = Promise.resolve();

  private constructor(keys: HpkeKeyPair, own: number, main: number, sub: number) {
    this.keys = keys;
    this.#channels = { own, main, sub };
  }

  static async create(own: number, main = 101, sub = 102): Promise<FakeViewer> {
    return new FakeViewer(await generateHpkeKeyPair(), own, main, sub);
  }

  /** With keys made before the hub gave out channels. */
  static at(keys: HpkeKeyPair, channels: FakeViewer['channels']): FakeViewer {
    return new FakeViewer(keys, channels.own, channels.main, channels.sub);
  }

  get channels(): { readonly own: number; readonly main: number; readonly sub: number } {
    return this.#channels;
  }

  get hpkePublicKey(): string {
    return toBase64Url(this.keys.publicKey);
  }

  /** Takes a media message as the hub would relay it; messages of other channels are none of ours. */
  receive(message: Buffer): void {
    this.#turn = this.#turn.then(() => this.#open(message));
  }

  async idle(): Promise<void> {
    await this.#turn;
  }

  async #open(message: Buffer): Promise<void> {
    const header = parseFrameHeader(message);
    if (header === undefined) throw new Error('a message without a header');
    const { own, main, sub } = this.#channels;
    if (![own, main, sub].includes(header.channel)) return;
    if (header.type === 'epoch') return this.#epoch(message);
    const opener = this.#openers.get(header.channel);
    const opened = await opener?.open(message, FRAME_HEADER_BYTES);
    if (opened && opener) this.pictures.push({ header, kid: opener.kid, data: opened.plaintext });
    else this.rejected += 1;
  }

  async #epoch(message: Buffer): Promise<void> {
    const body = epochBodySchema.parse(JSON.parse(message.subarray(FRAME_HEADER_BYTES).toString('utf8')));
    const bytes = (text: string) => fromBase64Url(text) ?? new Uint8Array();
    const binding = await epochBinding(body.bindings.map(bytes));
    const wrapped = { enc: bytes(body.enc), wrapped: bytes(body.wrapped) };
    const header = message.subarray(0, FRAME_HEADER_BYTES);
    const baseKey = await unwrapKey(this.keys, wrapped, wrapInfo(binding), header);
    if (baseKey === undefined) throw new Error('an epoch on our own channel that is not for us');
    this.epochs.push(body);
    this.#openers.set(
      body.channel,
      await createOpener({ suite: body.suite, kid: body.kid, baseKey, binding }),
    );
  }
}
