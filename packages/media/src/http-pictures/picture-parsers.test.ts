import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { readJpeg } from './jpeg.ts';
import { MultipartReader } from './multipart-reader.ts';
import { pictureBody } from './picture-body.ts';

/** The markers of a JPEG without its pixels: an application segment, quantisation, a frame header, a scan. */
const jpeg = (width: number, height: number, frame = 0xc0): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(17, 0);
  head[2] = 8;
  head.writeUInt16BE(height, 3);
  head.writeUInt16BE(width, 5);
  head[7] = 3;
  return Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    Buffer.from([0xff, 0xff, frame]),
    head,
    Buffer.alloc(9),
    Buffer.from('ffda000c03010002110311003f0012345678ffd9', 'hex'),
  ]);
};

describe('a JPEG', () => {
  it('says its size, and what follows its end is cut off', () => {
    const whole = jpeg(640, 480);
    expect(readJpeg(Buffer.concat([whole, Buffer.from('\r\n--')]))).toEqual({
      data: whole,
      width: 640,
      height: 480,
    });
  });

  it.each([
    ['that is cut short', jpeg(640, 480).subarray(0, -2)],
    ['of no width', jpeg(0, 480)],
    ['larger than 4,096 pixels a side', jpeg(4097, 480)],
    ['coded without loss, which no camera does', jpeg(640, 480, 0xc3)],
    ['without a frame header', Buffer.from('ffd8ffd9', 'hex')],
    ['that is another thing', Buffer.from('GIF89a')],
  ])('%s is refused', (_, bytes) => {
    expect(() => readJpeg(bytes)).toThrow(MediaError);
  });

  it('throws nothing but its own error, whatever it is given', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
      fc
        .tuple(fc.nat(70), fc.uint8Array({ minLength: 1, maxLength: 8 }))
        .map(([at, some]) =>
          Buffer.concat([jpeg(640, 480).subarray(0, at), some, jpeg(640, 480).subarray(at)]),
        ),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        try {
          const { data, width, height } = readJpeg(given);
          expect(data.length).toBeLessThanOrEqual(given.length);
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(16);
          expect(Math.max(width, height)).toBeLessThanOrEqual(4096);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
  });
});

/** Bodies without the boundary in them. */
const bodies = fc.array(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x2d))),
  { maxLength: 8 },
);

describe('pictures in one answer', () => {
  it.each(['with lengths', 'without lengths'])(
    '%s come out as they went in, however they are cut',
    (kind) => {
      const sized = kind === 'with lengths';
      fc.assert(
        fc.property(bodies, fc.integer({ min: 1, max: 90 }), (sent, cut) => {
          const end = sized ? '\r\n' : '';
          const stream = Buffer.concat([
            ...sent.flatMap((body) => [
              Buffer.from(`--b\r\nA: 1\r\n${sized ? `Content-Length: ${body.length}\r\n` : ''}\r\n`),
              body,
              Buffer.from(end),
            ]),
            Buffer.from('--b\r\n'),
          ]);
          const reader = new MultipartReader('b');
          const read: Buffer[] = [];
          for (let at = 0; at < stream.length; at += cut)
            read.push(...reader.push(stream.subarray(at, at + cut)));
          expect(read).toEqual(sent);
        }),
      );
    },
  );

  it('stay as they were handed out, whatever comes after them', () => {
    const reader = new MultipartReader('b');
    const one = (fill: number): Buffer =>
      Buffer.concat([Buffer.from('--b\r\nContent-Length: 100000\r\n\r\n'), Buffer.alloc(100_000, fill)]);
    const read = [1, 2, 3, 4, 5, 6, 7].flatMap((fill) => reader.push(one(fill)));
    expect(read.map((body) => [body.length, new Set(body)])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((fill) => [100_000, new Set([fill])]),
    );
  });

  it('are given up when headers or a body have no end', () => {
    const feed = (start: string, more: Buffer) => () => {
      const reader = new MultipartReader('b');
      reader.push(Buffer.from(start));
      for (let n = 0; n < 100; n++) reader.push(more);
    };
    expect(feed('--b\r\n', Buffer.from('x: y\r\n'.repeat(20)))).toThrow(MediaError);
    expect(feed('--b\r\n\r\n', Buffer.alloc(100_000))).toThrow(MediaError);
    expect(feed('no boundary', Buffer.alloc(100_000))).toThrow(MediaError);
    expect(feed('--b\r\ncontent-length: 4194305\r\n\r\n', Buffer.alloc(1))).toThrow(MediaError);
  });

  it('throw nothing but their own error', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
      fc
        .constantFrom('--b', '\r\n', '\n\n', 'content-length: 3', 'content-length: -1', '--b--')
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const reader = new MultipartReader('b');
        try {
          for (const each of pieces) reader.push(each);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
    for (const none of ['', '--', 'x'.repeat(71), 'a\u0000b'])
      expect(() => new MultipartReader(none)).toThrow(MediaError);
  });
});

it.each([
  ['image/jpeg', { kind: 'snapshot' }],
  ['image/jpg; charset=binary', { kind: 'snapshot' }],
  ['multipart/x-mixed-replace;boundary=--myboundary', { kind: 'multipart', boundary: '--myboundary' }],
  ['Multipart/X-Mixed-Replace; charset=x; Boundary="a b"', { kind: 'multipart', boundary: '"a b"' }],
  ['multipart/x-mixed-replace', undefined],
  ['text/html', undefined],
  [undefined, undefined],
])('the content type %s means %o', (type, meant) => {
  expect(pictureBody(type)).toEqual(meant);
});
