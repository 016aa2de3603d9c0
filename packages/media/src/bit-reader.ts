import { MediaError, type MediaErrorCode } from './media-error.ts';

/** Drops emulation prevention bytes (ITU-T H.264 §7.4.1, H.265 §7.4.2). */
export function withoutEmulation(data: Uint8Array): Uint8Array {
  return data.filter((byte, i) => !(byte === 3 && data[i - 1] === 0 && data[i - 2] === 0));
}

/** Reads a parameter set bit by bit. Throws MediaError of the given code where it ends early. */
export class BitReader {
  readonly #data: Uint8Array;
  readonly #code: MediaErrorCode;
  #at = 0;

  constructor(data: Uint8Array, code: MediaErrorCode) {
    this.#data = data;
    this.#code = code;
  }

  /** `count` bits, at most 32. */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.#data[this.#at >> 3];
      if (byte === undefined) throw new MediaError(this.#code, 'a parameter set ends early');
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at++;
    }
    return value;
  }

  skip(count: number): void {
    for (let left = count; left > 0; left -= 32) this.read(Math.min(32, left));
  }

  /** Exp-Golomb code ue(v), H.264 §9.1. */
  golomb(): number {
    let zeros = 0;
    while (this.read(1) === 0) if (++zeros > 31) throw new MediaError(this.#code, 'a code is too long');
    return 2 ** zeros - 1 + this.read(zeros);
  }

  /** se(v), H.264 §9.1.1. */
  signedGolomb(): number {
    const code = this.golomb();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}
