/** Deepest nesting of objects and arrays in a statement. */
const MAX_DEPTH = 16;

export type StrictJson =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'duplicate-key'; readonly key: string };

/**
 * Parses UTF-8 JSON (RFC 8259) with what I-JSON (RFC 7493) adds: valid UTF-8, no byte order mark, no object that names a
 * key twice, and no more than 16 levels. Two readers of the same bytes can then not see two statements. Never throws.
 */
export function parseStrictJson(bytes: Uint8Array): StrictJson {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed' };
  }
  return repeatedKey(text) ?? { kind: 'json', value };
}

/** Walks text that is known to be JSON: a stack of key sets, one per open object (null for an array). */
function repeatedKey(text: string): Exclude<StrictJson, { kind: 'json' }> | undefined {
  const open: (Set<string> | null)[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '{' || char === '[') {
      if (open.length === MAX_DEPTH) return { kind: 'malformed' };
      open.push(char === '{' ? new Set() : null);
    } else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfString(text, i);
      const keys = open.at(-1);
      if (keys && isKey(text, end + 1)) {
        const key = JSON.parse(text.slice(i, end + 1)) as string;
        if (keys.has(key)) return { kind: 'duplicate-key', key };
        keys.add(key);
      }
      i = end;
    }
  }
  return undefined;
}

/** Index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** True when a colon follows, whatever the white space before it. */
function isKey(text: string, from: number): boolean {
  let i = from;
  while (text[i] === ' ' || text[i] === '\t' || text[i] === '\n' || text[i] === '\r') i++;
  return text[i] === ':';
}
