/** What is not well formed, in words for a log file. Every parser of this package refuses with it and throws nothing. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly problem: string;
}

export const malformed = (problem: string): Malformed => ({ kind: 'malformed', problem });

/** ASCII decimal without leading zeroes, 0 … 2⁵³−1; undefined for anything else (larger numbers too). */
export function parseDecimal(text: string): number | undefined {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The text of UTF-8 bytes exactly as they are (a byte order mark stays); undefined when they are not UTF-8. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8 of the text. RangeError when it holds half of a surrogate pair, which would be replaced silently. */
export function writeUtf8(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  if (readUtf8(bytes) !== text) throw new RangeError('the text is not well-formed Unicode');
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Where the first blank line begins: the newline that ends the line before it. */
export function blankLine(bytes: Uint8Array): number | undefined {
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1))
    if (bytes[at + 1] === 0x0a) return at;
  return undefined;
}
