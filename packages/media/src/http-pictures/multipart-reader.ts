import { MediaError } from '../media-error.ts';

const MAX_HEADER_BYTES = 8 * 1024;
/** The longest part; also how far the next boundary may be. */
export const MAX_PART_BYTES = 4 * 1024 * 1024;
const ROOM_BYTES = 256 * 1024;

type Awaiting =
  | { readonly kind: 'boundary' }
  | { readonly kind: 'headers' }
  | { readonly kind: 'body'; readonly length: number | undefined };

/**
 * Reads `multipart/x-mixed-replace` (RFC 2046 §5.1, as cameras speak it: with or without lengths, with `\n` for `\r\n`, with
 * dashes of its own in the boundary) as it comes in pieces. What it hands on is not written to again.
 */
export class MultipartReader {
  readonly #boundary: Buffer;
  #held: Buffer = Buffer.alloc(0);
  /** What is not read yet is from here … */
  #at = 0;
  /** … to here; the rest of the buffer is room. */
  #end = 0;
  /** Searched so far, in vain. */
  #searched = 0;
  #awaiting: Awaiting = { kind: 'boundary' };

  /** `boundary`: the parameter of the content type, 1 … 70 characters besides dashes and quotes. Throws MediaError for others. */
  constructor(boundary: string) {
    const bare = boundary.replace(/^"(.*)"$/, '$1').replace(/^-+/, '');
    if (!/^[\x21-\x7e ]{1,70}$/.test(bare)) throw new MediaError('multipart-syntax', 'no boundary');
    this.#boundary = Buffer.from(`--${bare}`, 'latin1');
  }

  /** The bodies that are whole now. Throws MediaError for headers over 8 KB and bodies over 4 MB. */
  push(piece: Buffer): Buffer[] {
    this.#append(piece);
    const bodies: Buffer[] = [];
    while (this.#step(bodies));
    return bodies;
  }

  #append(piece: Buffer): void {
    const kept = this.#end - this.#at;
    if (this.#end + piece.length > this.#held.length) {
      const room = Buffer.allocUnsafe(Math.max(ROOM_BYTES, 2 * (kept + piece.length)));
      this.#held.copy(room, 0, this.#at, this.#end);
      this.#searched -= this.#at;
      this.#at = 0;
      this.#end = kept;
      this.#held = room;
    }
    piece.copy(this.#held, this.#end);
    this.#end += piece.length;
  }

  /** One thing further; false when more bytes are needed. */
  #step(bodies: Buffer[]): boolean {
    const { kind } = this.#awaiting;
    if (kind === 'boundary') return this.#passBoundary();
    if (kind === 'headers') return this.#readHeaders();
    return this.#readBody(this.#awaiting.length, bodies);
  }

  #passBoundary(): boolean {
    const from = this.#find(this.#boundary, MAX_PART_BYTES);
    if (from === undefined) return false;
    this.#take(from + this.#boundary.length);
    this.#awaiting = { kind: 'headers' };
    return true;
  }

  /** From the end of the boundary's line to the empty one. */
  #readHeaders(): boolean {
    const seen = this.#held.toString('latin1', this.#at, Math.min(this.#end, this.#at + MAX_HEADER_BYTES));
    const empty = /\r?\n\r?\n/.exec(seen);
    if (empty === null) {
      if (seen.length >= MAX_HEADER_BYTES) throw new MediaError('multipart-syntax', 'headers too long');
      return false;
    }
    const length = /\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r?\n/i.exec(
      `${seen.slice(0, empty.index)}\n`,
    )?.[1];
    if (Number(length) > MAX_PART_BYTES) throw new MediaError('multipart-syntax', 'a part is too large');
    this.#take(this.#at + empty.index + empty[0].length);
    this.#awaiting = { kind: 'body', length: length === undefined ? undefined : Number(length) };
    return true;
  }

  #readBody(length: number | undefined, bodies: Buffer[]): boolean {
    const end = length === undefined ? this.#find(this.#boundary, MAX_PART_BYTES) : this.#at + length;
    if (end === undefined || end > this.#end) return false;
    bodies.push(this.#held.subarray(this.#at, end));
    this.#take(end);
    this.#awaiting = { kind: 'boundary' };
    return true;
  }

  #take(to: number): void {
    this.#at = to;
    this.#searched = to;
  }

  /** Where `text` begins in what is not read yet. Throws MediaError when it is not within `most` bytes. */
  #find(text: Buffer, most: number): number | undefined {
    const found = this.#held.subarray(0, this.#end).indexOf(text, this.#searched);
    if (found >= 0) return found;
    if (this.#end - this.#at > most) throw new MediaError('multipart-syntax', 'a part is too large');
    this.#searched = Math.max(this.#at, this.#end - text.length + 1);
    return undefined;
  }
}
