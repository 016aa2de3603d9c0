import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, safeLogLine } from './log-line.ts';

describe('a line of the log', () => {
  it.each([
    ['postgres://hub:hunter2@db.example/porchlight', 'hunter2'],
    ['smtps://mail%40x:hunter2@mx.example:465', 'hunter2'],
    ['could not read rtsp://viewer:hunter2@192.168.1.20/cam1', '192.168.1.20'],
    ['could not read rtsp://192.168.1.20:554/front-door', 'front-door'],
    ['authorization: Bearer hunter2hunter2', 'hunter2'],
    ['Basic aHVudGVyMg==', 'aHVudGVyMg'],
    ['cookie: a=b; porchlight_console=hunter2; c=d', 'hunter2'],
    ['GET /api/gateway/media?token=hunter2&x=1', 'hunter2'],
    ['password=hunter2', 'hunter2'],
    ['-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----', 'MIGH'],
  ])('never holds the secret of “%s”', (text, secret) => {
    const line = safeLogLine(JSON.stringify({ msg: text, err: { stack: `Error: ${text}\n at x` } }));
    expect(line).not.toContain(secret);
    expect(() => JSON.parse(line)).not.toThrow();
    expect(plainLine(text)).not.toContain(secret);
  });

  it('keeps what is no secret', () => {
    const line = JSON.stringify({ level: 30, url: 'https://cameras.example/owner', gatewayId: 'gw-1', n: 3 });
    expect(safeLogLine(line)).toBe(line);
  });

  it('is one line of the same JSON for any text, without a character that moves a cursor', () => {
    const awkward = fc.string({
      unit: fc.constantFrom('\r', '\n', '\u001b', '[', '\u009b', '\u2028', '\u202e', '"', '\\', 'x'),
    });
    fc.assert(
      fc.property(awkward, (text) => {
        const line = safeLogLine(JSON.stringify({ text }));
        expect(line).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(line)).toEqual({ text });
        expect(plainLine(text)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});
