import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('strict JSON', () => {
  test.each([
    ['a repeated key', '{"a":1,"a":2}'],
    ['one hidden by an escape', '{"a":1,"\\u0061":2}'],
    ['one after white space', `{"a":1,"a"${' '.repeat(500)}\n\t:2}`],
    ['one deep inside', '[{"x":[{"b":{},"c":"}","b":[]}]}]'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
  ])('refuses %s', (_, text) => {
    expect(parseStrictJson(utf8(text)).kind).toBe('duplicate-key');
  });

  test.each([
    ['invalid UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['an overlong encoding', new Uint8Array([0x22, 0xc0, 0x80, 0x22])],
    ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
    ['17 levels', utf8('['.repeat(17) + ']'.repeat(17))],
    ['a comment', utf8('{} // x')],
    ['nothing', new Uint8Array()],
  ])('refuses %s', (_, bytes) => {
    expect(parseStrictJson(bytes).kind).toBe('malformed');
  });

  test('takes the same key in different objects, and keys as values', () => {
    const text = '{"a":{"a":"a"},"b":["a","a",{"a":1}],"c":"\\"a\\":"}';
    expect(parseStrictJson(utf8(text))).toEqual({ kind: 'json', value: JSON.parse(text) });
  });

  test('reads back every JSON value up to its depth, and never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(utf8(text))).toEqual({ kind: 'json', value: JSON.parse(text) });
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string().map(utf8)), (bytes) => {
        expect(['json', 'malformed', 'duplicate-key']).toContain(parseStrictJson(bytes).kind);
      }),
    );
  });
});
