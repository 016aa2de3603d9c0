/**
 * SHA-256 (FIPS 180-4), synchronous and the same in Node and in the browser. WebCrypto's digest is asynchronous, which costs
 * more than the hash itself for the 65 bytes of a tree node, and node:crypto does not exist in a browser; on such short
 * inputs this is at least as fast as node:crypto's createHash; on entries of a kilobyte and more it is four to five times
 * slower, and still hashes 100,000 a second (bench/translog.ts). It hashes public data only: nothing here tries to run in
 * constant time.
 */

/** The first 32 bits of the fractional parts of `root(prime)`, computed exactly with integers. */
function fractions(count: number, power: 2n | 3n): Int32Array {
  const out = new Int32Array(count);
  for (let n = 2n, at = 0; at < count; n++) {
    if (!isPrime(n)) continue;
    out[at++] = Number(BigInt.asIntN(32, integerRoot(n << (32n * power), power)));
  }
  return out;
}

function isPrime(n: bigint): boolean {
  for (let d = 2n; d * d <= n; d++) if (n % d === 0n) return false;
  return true;
}

/** The largest whole r with r^power ≤ n. */
function integerRoot(n: bigint, power: bigint): bigint {
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= n) low = middle;
    else high = middle;
  }
  return low;
}

const K = fractions(64, 3n);
const INITIAL = fractions(8, 2n);
const W = new Int32Array(64);

/** One block of the compression function: `state` after the 64 bytes of `block` from `at`. */
function compress(state: Int32Array, block: Uint8Array, at: number): void {
  for (let i = 0, p = at; i < 16; i++, p += 4)
    W[i] =
      ((block[p] as number) << 24) |
      ((block[p + 1] as number) << 16) |
      ((block[p + 2] as number) << 8) |
      (block[p + 3] as number);
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15] as number;
    const y = W[i - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = ((W[i - 16] as number) + s0 + (W[i - 7] as number) + s1) | 0;
  }
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (K[i] as number) + (W[i] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = ((state[0] as number) + a) | 0;
  state[1] = ((state[1] as number) + b) | 0;
  state[2] = ((state[2] as number) + c) | 0;
  state[3] = ((state[3] as number) + d) | 0;
  state[4] = ((state[4] as number) + e) | 0;
  state[5] = ((state[5] as number) + f) | 0;
  state[6] = ((state[6] as number) + g) | 0;
  state[7] = ((state[7] as number) + h) | 0;
}

/** SHA-256 of `prefix` (none when empty) followed by `data`: 32 fresh bytes. The prefix spares a copy at the caller's. */
export function sha256(data: Uint8Array, prefix: readonly number[] = []): Uint8Array {
  const length = prefix.length + data.length;
  const padded = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  padded.set(prefix);
  padded.set(data, prefix.length);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, (length * 8) % 2 ** 32);
  return hashPadded(padded);
}

/** SHA-256 of bytes that already carry the padding of FIPS 180-4 §5.1.1. */
export function hashPadded(padded: Uint8Array): Uint8Array {
  const state = INITIAL.slice();
  for (let at = 0; at < padded.length; at += 64) compress(state, padded, at);
  const out = new Uint8Array(32);
  for (let i = 0; i < 8; i++) {
    const word = state[i] as number;
    out[4 * i] = word >>> 24;
    out[4 * i + 1] = word >>> 16;
    out[4 * i + 2] = word >>> 8;
    out[4 * i + 3] = word;
  }
  return out;
}
