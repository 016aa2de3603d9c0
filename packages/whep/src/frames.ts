import type { AccessUnit } from '@porchlight/media';
import * as z from 'zod';
import { WhepError } from './whep-error.ts';

/*
 * The pipe between the gateway and its WebRTC child. A frame: length of the rest (32 bits, big endian), kind (1 byte: 1 control,
 * 2 access unit), then JSON, or the unit's fields in front of its bytes.
 */

/** An access unit and its fields, with room to spare. */
const MAX_FRAME_BYTES = 2_000_000;
const MAX_CONTROL_BYTES = 128 * 1024;
const CONTROL = 1;
const UNIT = 2;
const UNIT_HEAD_BYTES = 4 + 1 + 8 + 2 + 2 + 1;

const session = z.int().min(1).max(0xffff_ffff);
const sdp = z.string().max(64 * 1024);

/** What the gateway tells the child. It never gets a token or an address but those in a checked answer. */
export const toChildSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('offer'), session, loopback: z.boolean() }),
  z.strictObject({ t: z.literal('answer'), session, sdp }),
  z.strictObject({ t: z.literal('close'), session }),
]);
export type ToChild = z.infer<typeof toChildSchema>;

/** What the child tells the gateway. `ended` is its last word about a session. */
export const fromChildSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('offer'), session, sdp }),
  z.strictObject({
    t: z.literal('ended'),
    session,
    why: z.enum(['failed', 'closed', 'silent', 'no-picture']),
  }),
]);
export type FromChild = z.infer<typeof fromChildSchema>;

export type Frame =
  | { readonly kind: 'control'; readonly json: unknown }
  | { readonly kind: 'unit'; readonly session: number; readonly unit: AccessUnit };

export function controlFrame(message: ToChild | FromChild): Buffer {
  return framed(CONTROL, [Buffer.from(JSON.stringify(message))]);
}

export function unitFrame(sessionId: number, unit: AccessUnit): Buffer {
  const name = Buffer.from(unit.codecString, 'latin1').subarray(0, 255);
  const head = Buffer.alloc(UNIT_HEAD_BYTES);
  head.writeUInt32BE(sessionId, 0);
  head[4] = (unit.key ? 1 : 0) | (unit.discardable ? 2 : 0);
  head.writeDoubleBE(unit.captureUs, 5);
  head.writeUInt16BE(unit.width, 13);
  head.writeUInt16BE(unit.height, 15);
  head[17] = name.length;
  return framed(UNIT, [head, name, unit.data]);
}

function framed(kind: number, parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 1);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(size, 0);
  head[4] = kind;
  return Buffer.concat([head, ...parts]);
}

/** Cuts a stream of bytes into frames. Throws WhepError and nothing else; after that it is of no more use. */
export class FrameReader {
  #waiting: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): Frame[] {
    this.#waiting = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
    const frames: Frame[] = [];
    while (this.#waiting.length >= 4) {
      const size = this.#waiting.readUInt32BE(0);
      if (size < 1 || size > MAX_FRAME_BYTES)
        throw new WhepError('frame-too-large', 'a frame has a wrong size');
      if (this.#waiting.length < 4 + size) break;
      frames.push(parseFrame(this.#waiting.subarray(4, 4 + size)));
      this.#waiting = this.#waiting.subarray(4 + size);
    }
    return frames;
  }
}

function parseFrame(bytes: Buffer): Frame {
  const body = bytes.subarray(1);
  if (bytes[0] === UNIT) return parseUnit(body);
  if (bytes[0] !== CONTROL) throw new WhepError('frame-syntax', 'a frame of an unknown kind');
  if (body.length > MAX_CONTROL_BYTES)
    throw new WhepError('frame-too-large', 'a control message is too long');
  try {
    return { kind: 'control', json: JSON.parse(body.toString('utf8')) };
  } catch (cause) {
    throw new WhepError('frame-syntax', `a control message is not JSON: ${String(cause).slice(0, 80)}`);
  }
}

function parseUnit(body: Buffer): Frame {
  const nameLength = body[17] ?? 0;
  const dataAt = UNIT_HEAD_BYTES + nameLength;
  if (body.length <= dataAt) throw new WhepError('frame-syntax', 'an access unit ends early');
  const flags = body[4] as number;
  const captureUs = body.readDoubleBE(5);
  if (!Number.isSafeInteger(captureUs) || captureUs < 0)
    throw new WhepError('frame-syntax', 'an access unit has no time');
  const unit: AccessUnit = {
    codec: 'h264',
    key: (flags & 1) !== 0,
    discardable: (flags & 2) !== 0,
    captureUs,
    width: body.readUInt16BE(13),
    height: body.readUInt16BE(15),
    codecString: body.subarray(UNIT_HEAD_BYTES, dataAt).toString('latin1'),
    // A copy: the chunk it lies in would be kept alive by a buffered group of pictures.
    data: Buffer.from(body.subarray(dataAt)),
  };
  return { kind: 'unit', session: body.readUInt32BE(0), unit };
}
