import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathOf, RtspRequestReader } from './rtsp-request.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

it('RFC 2326 §6: takes requests and interleaved data out of a stream cut anywhere', () => {
  const data = Buffer.from([0x24, 1, 0, 3, 9, 9, 9]);
  const text = 'PLAY rtsp://h/a RTSP/1.0\r\nCSeq: 3\r\nContent-Length: 2\r\n\r\nhi';
  const stream = Buffer.concat([bytes(text), data, bytes('OPTIONS * RTSP/1.0\r\nCSeq:4\r\n\r\n')]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (cuts) => {
      const reader = new RtspRequestReader();
      const found = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const step = cuts[i % cuts.length] as number;
        found.push(...reader.push(stream.subarray(at, at + step)));
        at += step;
      }
      expect(found.map((f) => (f.kind === 'request' ? f.request.method : f.kind))).toEqual([
        'PLAY',
        'data',
        'OPTIONS',
      ]);
    }),
  );
});

it('never throws on random bytes and gives up on a head over 8 KiB', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (parts) => {
      const reader = new RtspRequestReader();
      for (const part of parts) reader.push(part);
    }),
  );
  expect(new RtspRequestReader().push(bytes('A'.repeat(9000)))).toEqual([{ kind: 'malformed' }]);
  const long = bytes('PLAY * RTSP/1.0\r\nContent-Length: 99999\r\n\r\n');
  expect(new RtspRequestReader().push(long)).toEqual([{ kind: 'malformed' }]);
});

it('finds the path of an address', () => {
  expect(pathOf('rtsp://127.0.0.1:8554/cam-07/main/')).toBe('/cam-07/main');
  expect(pathOf('rtsp://127.0.0.1:8554/cam-07/main?x=1')).toBe('/cam-07/main');
  expect(pathOf('*')).toBe('*');
});
