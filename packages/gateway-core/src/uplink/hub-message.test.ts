import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHubMessage } from './hub-message.ts';
import { parseHubUrl } from './hub-url.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a message of the hub', () => {
  it('is undefined for any random message, and never throws', () => {
    const random = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.string({ maxLength: 60 }).map(bytes),
      fc.jsonValue({ maxDepth: 2 }).map((value) => bytes(JSON.stringify(value))),
      fc
        .record({ t: fc.constantFrom('look', 'trust', 'consent', 'incident', 'want'), x: fc.jsonValue() })
        .map((value) => bytes(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(random, (message) => parseHubMessage(message) === undefined),
      { numRuns: 3000 },
    );
  });

  it('is refused above the size limit before it is parsed, and with a field too many', () => {
    expect(parseHubMessage(bytes(`{"t":"heartbeat","at":1${' '.repeat(512 * 1024)}}`))).toBeUndefined();
    expect(parseHubMessage(bytes('{"t":"heartbeat","at":1,"x":1}'))).toBeUndefined();
    expect(parseHubMessage(bytes('{"t":"heartbeat","at":1}'))).toEqual({ t: 'heartbeat', at: 1 });
  });
});

describe('the address of the hub', () => {
  it.each(['https://hub.example.org', 'http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:1'])(
    'may be %s',
    (text) => expect(parseHubUrl(text).kind).toBe('url'),
  );

  it.each([
    'http://hub.example.org',
    'http://192.168.1.5',
    'http://127.0.0.1.example.org',
    'ws://hub.example.org',
    'https://user:pw@hub.example.org',
    'https://hub.example.org/path',
    'hub',
    '',
  ])('is refused with a sentence when it is “%s”', (text) => {
    expect(parseHubUrl(text)).toMatchObject({ kind: 'refused', sentence: expect.stringMatching(/\.$/) });
  });
});
