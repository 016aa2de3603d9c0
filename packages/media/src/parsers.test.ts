import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessUnitAssembler } from './access-unit-assembler.ts';
import { H264Depacketizer } from './h264-depacketizer.ts';
import { parseSps } from './h264-sps.ts';
import { MediaError } from './media-error.ts';
import { parseRtp, parseSenderReport } from './rtp-packet.ts';
import { digestAuthorization, pickChallenge } from './rtsp-auth.ts';
import { type RtspItem, RtspParser } from './rtsp-message.ts';
import { controlUrl, parseSdp } from './sdp.ts';

const onlyOurError = (act: () => unknown): void => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(MediaError);
  }
};

describe('RTSP messages', () => {
  const response = 'RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 4\r\n\r\nbody';
  const packet = Buffer.from([0x24, 0, 0, 3, 1, 2, 3]);

  it('come out the same however the bytes are cut', () => {
    const stream = Buffer.concat([Buffer.from(response), packet, Buffer.from(response), packet]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), (cuts) => {
        const parser = new RtspParser();
        const items: RtspItem[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const next = Math.min(stream.length, at + (cuts[i % cuts.length] as number));
          items.push(...parser.push(stream.subarray(at, next)));
          at = next;
        }
        expect(items.map((item) => item.kind)).toEqual(['response', 'packet', 'response', 'packet']);
        expect(items[0]).toMatchObject({ status: 200, body: Buffer.from('body') });
        expect(items[1]).toMatchObject({ channel: 0, data: Buffer.from([1, 2, 3]) });
      }),
    );
  });

  it('of random bytes never throw anything but our error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) =>
        onlyOurError(() => [...new RtspParser().push(Buffer.from(noise))]),
      ),
      { numRuns: 100_000 },
    );
  });

  it('with an endless header or a huge body are refused before they are stored', () => {
    expect(() => [...new RtspParser().push(Buffer.alloc(20_000, 0x41))]).toThrow(MediaError);
    expect(() => [
      ...new RtspParser().push(Buffer.from('RTSP/1.0 200 OK\r\nContent-Length: 999999\r\n\r\n')),
    ]).toThrow(MediaError);
  });
});

describe('digest log-on', () => {
  it('equals the example of RFC 2617 §3.5', () => {
    const challenge = pickChallenge([
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    ]);
    if (challenge === undefined) throw new Error('no challenge');
    const header = digestAuthorization({
      challenge,
      username: 'Mufasa',
      password: 'Circle Of Life',
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      cnonce: '0a4f113b',
    });
    expect(header).toContain('response="6629fae49393a05397450978507c4ef1"');
  });
  it('is never basic', () => {
    expect(pickChallenge(['Basic realm="camera"'])).toBeUndefined();
  });
});

describe('session descriptions', () => {
  const sdp =
    'v=0\r\na=control:*\r\nm=audio 0 RTP/AVP 8\r\na=control:track2\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAHtkA,aMuA\r\na=control:track1\r\n';
  it('yield the video track alone', () => {
    expect(parseSdp(sdp).video).toMatchObject({
      encoding: 'H264',
      payloadType: 96,
      clockRate: 90_000,
      control: 'track1',
    });
    expect(parseSdp(sdp).video?.parameterSets).toHaveLength(2);
  });
  it('resolve controls on the base with one slash', () => {
    expect(controlUrl('rtsp://h/cam/', 'track1')).toBe('rtsp://h/cam/track1');
    expect(controlUrl('rtsp://h/cam', '*')).toBe('rtsp://h/cam');
    expect(controlUrl('rtsp://h/cam', 'rtsp://h/x')).toBe('rtsp://h/x');
  });
  it('never throw anything but our error', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => onlyOurError(() => parseSdp(`v=0\n${text}`))),
      { numRuns: 20_000 },
    );
  });
});

describe('RTP and H.264', () => {
  const rtp = (sequence: number, timestamp: number, marker: boolean, payload: number[]): Buffer => {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = (marker ? 0x80 : 0) | 96;
    head.writeUInt16BE(sequence, 2);
    head.writeUInt32BE(timestamp, 4);
    return Buffer.concat([head, Buffer.from(payload)]);
  };
  const feed = (packets: Buffer[]) => {
    const depacketizer = new H264Depacketizer();
    return packets.flatMap((p) => {
      const packet = parseRtp(p);
      return packet === undefined ? [] : depacketizer.push(packet);
    });
  };

  it('join fragments into the unit they were cut from (RFC 6184 §5.8)', () => {
    const groups = feed([
      rtp(1, 9, false, [0x7c, 0x85, 1]),
      rtp(2, 9, false, [0x7c, 0x05, 2]),
      rtp(3, 9, true, [0x7c, 0x45, 3]),
    ]);
    expect(groups).toEqual([{ timestamp: 9, lost: false, nals: [Buffer.from([0x65, 1, 2, 3])] }]);
  });
  it('split an aggregation packet into its units (RFC 6184 §5.7.1)', () => {
    const groups = feed([
      rtp(65_535, 9, false, [0x78, 0, 2, 0x67, 1, 0, 1, 0x68]),
      rtp(0, 9, true, [0x65, 7]),
    ]);
    expect(groups[0]?.nals.map((n) => n[0])).toEqual([0x67, 0x68, 0x65]);
    expect(groups[0]?.lost).toBe(false);
  });
  it('mark a picture with a missing packet as lost, and hand nothing on until the next key unit', () => {
    const groups = feed([
      rtp(1, 1, true, [0x65, 1]),
      rtp(3, 2, true, [0x41, 1]),
      rtp(4, 3, true, [0x41, 1]),
      rtp(5, 4, true, [0x65, 1]),
    ]);
    const sps = Buffer.from('6742c01ed900a0478100', 'hex');
    const assembler = new AccessUnitAssembler([
      Buffer.from('6742c01fda014016ec0440000003004000000783c60ca8', 'hex'),
      Buffer.from('68ce0f2c80', 'hex'),
      sps.subarray(0, 0),
    ]);
    const units = groups.map((group, i) => assembler.push(group, i));
    expect(units.map((unit) => unit?.key)).toEqual([true, undefined, undefined, true]);
  });
  it('of random bytes never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 12 }), (packets) => {
        const assembler = new AccessUnitAssembler(packets.map((p) => Buffer.from(p)));
        for (const group of feed(packets.map((p, i) => rtp(i, i >> 1, i % 3 === 0, [...p]))))
          assembler.push(group, 0);
        for (const p of packets) parseSenderReport(Buffer.from(p));
        for (const p of packets) parseRtp(Buffer.from(p));
      }),
      { numRuns: 10_000 },
    );
  });
  it('read size and profile from a parameter set', () => {
    expect(parseSps(Buffer.from('6742c01fda014016ec0440000003004000000783c60ca8', 'hex'))).toEqual({
      width: 1280,
      height: 720,
      codecString: 'avc1.42C01F',
    });
  });
  it('refuse a broken parameter set with our error only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (noise) =>
        onlyOurError(() => parseSps(Uint8Array.from([0x67, ...noise]))),
      ),
      { numRuns: 20_000 },
    );
  });
});
