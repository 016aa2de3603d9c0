/** The clear header of an SFrame ciphertext (RFC 9605 §4.3): which key, and the frame's number under it. */
export interface SframeHeader {
  /** Key id, 0 … 2⁶⁴−1. */
  readonly kid: bigint;
  /** Counter, 0 … 2⁶⁴−1. */
  readonly ctr: bigint;
  /** Bytes of the encoded header, 1–17. */
  readonly length: number;
}

/** Encodes the shortest header for the two values. Throws RangeError outside 0 … 2⁶⁴−1. */
export function encodeSframeHeader(kid: bigint, ctr: bigint): Uint8Array<ArrayBuffer> {
  const kidBytes = kid < 8n ? EMPTY : minimalBytes(kid);
  const ctrBytes = ctr < 8n ? EMPTY : minimalBytes(ctr);
  const header = new Uint8Array(1 + kidBytes.length + ctrBytes.length);
  header[0] = (part(kid, kidBytes) << 4) | part(ctr, ctrBytes);
  header.set(kidBytes, 1);
  header.set(ctrBytes, 1 + kidBytes.length);
  return header;
}

/**
 * Reads a header at `offset`, or undefined when it does not fit or is not the shortest encoding of its values
 * (stricter than the RFC, so that one frame has one form). Never throws.
 */
export function parseSframeHeader(bytes: Uint8Array, offset = 0): SframeHeader | undefined {
  const config = bytes[offset];
  if (config === undefined) return undefined;
  const kid = readPart(bytes, offset + 1, config >> 4);
  if (kid === undefined) return undefined;
  const ctr = readPart(bytes, offset + 1 + kid.length, config & 0x0f);
  if (ctr === undefined) return undefined;
  return { kid: kid.value, ctr: ctr.value, length: 1 + kid.length + ctr.length };
}

const EMPTY = new Uint8Array(0);

/** Four bits: the value itself below 8, or 8 + (byte length − 1). */
function part(value: bigint, bytes: Uint8Array): number {
  return bytes.length === 0 ? Number(value) : 8 | (bytes.length - 1);
}

function minimalBytes(value: bigint): Uint8Array {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError('an SFrame value has 64 bits');
  const length = Math.ceil(value.toString(16).length / 2);
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn));
}

function readPart(
  bytes: Uint8Array,
  offset: number,
  bits: number,
): { value: bigint; length: number } | undefined {
  if (bits < 8) return { value: BigInt(bits), length: 0 };
  const length = (bits & 7) + 1;
  if (offset + length > bytes.length || bytes[offset] === 0) return undefined;
  let value = 0n;
  for (let i = 0; i < length; i++) value = (value << 8n) | BigInt(bytes[offset + i] as number);
  return value < 8n ? undefined : { value, length };
}
