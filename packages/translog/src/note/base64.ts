const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let part = 0; part < 4; part++)
      text += i + part > bytes.length ? '=' : ALPHABET[(word >>> (18 - 6 * part)) & 63];
  }
  return text;
}

/** The bytes of {@link toBase64}; undefined for every other spelling (no padding, white space, stray low bits). */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length - padding; i++) {
    const value = VALUES.get(text[i] as string);
    if (value === undefined) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = held >>> bits;
    }
  }
  return (held & ((1 << bits) - 1)) === 0 ? out : undefined;
}

/** A line that must be one 32-byte hash. */
export function parseHashLine(line: string): Uint8Array<ArrayBuffer> | undefined {
  if (line.length !== 44) return undefined;
  const hash = fromBase64(line);
  return hash?.length === 32 ? hash : undefined;
}
