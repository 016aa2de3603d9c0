import type { IncomingMessage } from 'node:http';
import type { JpegUnit } from '../access-unit.ts';
import { FAULTS, StreamFault } from '../camera-state.ts';
import {
  type OpenCameraStream,
  type OpenStream,
  SILENCE_LIMIT_MS,
  type StreamHandlers,
  type StreamInput,
} from '../camera-stream.ts';
import { MediaError } from '../media-error.ts';
import { readJpeg } from './jpeg.ts';
import { MAX_PART_BYTES, MultipartReader } from './multipart-reader.ts';
import { type PictureBody, pictureBody } from './picture-body.ts';
import { PictureClient } from './picture-client.ts';

/** Bytes but no whole JPEG for this long. */
const PICTURE_LIMIT_MS = 30_000;
/** From the beginning of one snapshot to the next. */
const SNAPSHOT_MS = 1000;

/**
 * Opens a camera that speaks HTTP: JPEG pictures in one answer without end, or one picture an answer, asked for again each
 * second. Which of them it is, its answer says. Hands on JPEG units.
 */
export const openPictureStream: OpenCameraStream = async (input, handlers) => {
  const client = await PictureClient.to(input.target, input.policy);
  const response = await client.get(input.signal);
  const body = pictureBody(response.headers['content-type']);
  if (body === undefined) {
    response.destroy();
    throw new StreamFault(FAULTS.noJpeg);
  }
  const stream = new PictureStream(client, input, handlers);
  stream.read(response, body);
  return stream;
};

class PictureStream implements OpenStream {
  readonly #client: PictureClient;
  readonly #input: StreamInput;
  readonly #handlers: StreamHandlers;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #watch: NodeJS.Timeout;
  #next: NodeJS.Timeout | undefined;
  #heardAt = performance.now();
  #pictureAt = performance.now();
  #lastUs = 0;

  constructor(client: PictureClient, input: StreamInput, handlers: StreamHandlers) {
    this.#client = client;
    this.#input = input;
    this.#handlers = handlers;
    this.#signal = AbortSignal.any([input.signal, this.#abort.signal]);
    this.#signal.addEventListener('abort', () => this.#rest(), { once: true });
    this.#watch = setInterval(() => this.#look(), 1000);
    if (this.#signal.aborted) this.#rest();
  }

  close(): void {
    this.#abort.abort();
  }

  /** Reads one answer to its end. */
  read(response: IncomingMessage, body: PictureBody): void {
    const takes = body.kind === 'multipart' ? this.#parts(body.boundary) : this.#whole();
    const destroy = (): void => void response.destroy();
    this.#signal.addEventListener('abort', destroy);
    response.on('data', (piece: Buffer) => {
      if (this.#signal.aborted) return;
      this.#heardAt = performance.now();
      const wait = this.#input.share?.arrived(piece.length) ?? 0;
      if (wait > 0) {
        response.pause();
        setTimeout(() => response.resume(), wait);
      }
      try {
        takes.piece(piece);
      } catch (error) {
        if (!(error instanceof MediaError)) throw error;
        this.#end(FAULTS.noJpeg);
      }
    });
    response.on('close', () => {
      this.#signal.removeEventListener('abort', destroy);
      if (response.complete && takes.end !== undefined) takes.end();
      else this.#end(FAULTS.closed);
    });
  }

  #parts(boundary: string): { piece: (piece: Buffer) => void; end?: undefined } {
    const reader = new MultipartReader(boundary);
    return {
      piece: (piece) => {
        for (const part of reader.push(piece)) this.#picture(part);
      },
    };
  }

  #whole(): { piece: (piece: Buffer) => void; end: () => void } {
    const begun = performance.now();
    const pieces: Buffer[] = [];
    let bytes = 0;
    return {
      piece: (piece) => {
        bytes += piece.length;
        if (bytes > MAX_PART_BYTES) throw new MediaError('jpeg-syntax', 'too large');
        pieces.push(piece);
      },
      end: () => {
        if (this.#signal.aborted) return;
        this.#picture(Buffer.concat(pieces));
        const wait = Math.max(0, SNAPSHOT_MS - (performance.now() - begun));
        this.#next = setTimeout(() => void this.#again(), wait);
      },
    };
  }

  async #again(): Promise<void> {
    try {
      const response = await this.#client.get(this.#signal);
      if (pictureBody(response.headers['content-type'])?.kind !== 'snapshot') {
        response.destroy();
        this.#end(FAULTS.noJpeg);
      } else this.read(response, { kind: 'snapshot' });
    } catch (error) {
      this.#end(error instanceof StreamFault ? error.state : FAULTS.unreachable);
    }
  }

  /** A part that is no whole JPEG is left out: a camera may put other things between its pictures. */
  #picture(bytes: Buffer): void {
    let unit: JpegUnit;
    try {
      // Times are distinct and rise, whatever the clock does.
      this.#lastUs = Math.max(this.#lastUs + 1, this.#input.nowUs());
      unit = { codec: 'mjpeg', key: true, discardable: true, captureUs: this.#lastUs, ...readJpeg(bytes) };
    } catch (error) {
      if (error instanceof MediaError) return;
      throw error;
    }
    this.#pictureAt = performance.now();
    this.#handlers.onUnit(unit);
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#pictureAt > PICTURE_LIMIT_MS) this.#end(FAULTS.noJpeg);
    else if (now - this.#heardAt > SNAPSHOT_MS + SILENCE_LIMIT_MS) this.#end(FAULTS.silent);
  }

  #end(state: StreamFault['state']): void {
    if (this.#signal.aborted) return;
    this.close();
    this.#handlers.onFault(new StreamFault(state));
  }

  #rest(): void {
    clearInterval(this.#watch);
    clearTimeout(this.#next);
  }
}
