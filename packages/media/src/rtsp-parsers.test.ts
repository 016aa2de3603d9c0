import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestAuthorization, pickChallenge } from './digest-auth.ts';
import { MediaError } from './media-error.ts';
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

  it('of random lines, lengths and packets never throw anything but our error', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'RTSP/1.0 200 OK',
        '\r\n',
        '\r\n\r\n',
        '\n',
        'Content-Length: ',
        ': ',
        '$\0\0\x04',
        'PLAY * RTSP/1.0',
      ),
      fc.string({ maxLength: 8 }),
      fc.nat(70_000).map(String),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) =>
        onlyOurError(() => [...new RtspParser().push(Buffer.from(pieces.join(''), 'latin1'))]),
      ),
      { numRuns: 100_000 },
    );
  });

  it('with any number of blank lines between them are read', () => {
    const blank = Buffer.alloc(300_000, '\r\n');
    const items = [...new RtspParser().push(Buffer.concat([blank, Buffer.from(response), blank, packet]))];
    expect(items.map((item) => item.kind)).toEqual(['response', 'packet']);
  });

  it('with a lone line break in a header are refused: it would end up in our next request', () => {
    for (const control of ['\n', '\r', '\0'])
      expect(() => [
        ...new RtspParser().push(Buffer.from(`RTSP/1.0 200 OK\r\nContent-Base: a${control}b\r\n\r\n`)),
      ]).toThrow(MediaError);
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
  it('takes SHA-256 where MD5 is offered too, and equals the example of RFC 7616 §3.9.1', () => {
    const offer = (algorithm: string) =>
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
    const challenge = pickChallenge([offer('MD5'), offer('SHA-256')]);
    if (challenge === undefined) throw new Error('no challenge');
    const header = digestAuthorization({
      challenge,
      username: 'Mufasa',
      password: 'Circle of Life',
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    });
    expect(header).toContain('response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"');
  });
  it('reads any challenge without throwing, and puts no line break into a request', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 20 }), (text, username) => {
        const challenge = pickChallenge([`Digest realm="${text}", nonce=${text}`, `Digest ${text}`]);
        if (challenge === undefined) return;
        const input = { challenge, username, password: 'p', method: 'PLAY', uri: 'u', count: 1 };
        expect(digestAuthorization({ ...input, cnonce: 'c' })).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 20_000 },
    );
  });
  it('is never basic', () => {
    expect(pickChallenge(['Basic realm="camera"'])).toBeUndefined();
  });
});

describe('session descriptions', () => {
  const sdp =
    'v=0\r\na=control:*\r\nm=audio 0 RTP/AVP 8\r\na=control:track2\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAHtkA,aMuA\r\na=control:track1\r\n';
  const sdpPiece = fc.oneof(
    fc.constantFrom(
      '\n',
      'm=video 0 RTP/AVP ',
      'a=rtpmap:',
      'a=fmtp:',
      '96',
      ' H264/90000',
      'a=control:',
      'sprop-parameter-sets=',
    ),
    fc.string({ maxLength: 10 }),
  );
  it('yield the video track alone', () => {
    expect(parseSdp(sdp).video).toMatchObject({
      encoding: 'H264',
      payloadType: 96,
      clockRate: 90_000,
      control: 'track1',
    });
    expect(parseSdp(sdp).video?.parameterSets).toHaveLength(2);
  });
  it('yield the three kinds of parameter sets of H.265, and whether units are reordered (RFC 7798 §7.1)', () => {
    const h265 = (format: string) =>
      parseSdp(`v=0\nm=video 0 RTP/AVP 96\na=rtpmap:96 H265/90000\na=fmtp:96 ${format}\n`).video;
    const sets = h265('sprop-vps=QAE=;sprop-sps=QgE=; sprop-pps=RAE=,RAI=')?.parameterSets;
    expect(sets?.map((set) => set.toString('hex'))).toEqual(['4001', '4201', '4401', '4402']);
    expect(h265('sprop-max-don-diff=0')?.reordered).toBe(false);
    expect(h265('profile-id=1;sprop-max-don-diff=2')?.reordered).toBe(true);
  });
  it('resolve controls on the base with one slash', () => {
    expect(controlUrl('rtsp://h/cam/', 'track1')).toBe('rtsp://h/cam/track1');
    expect(controlUrl('rtsp://h/cam', '*')).toBe('rtsp://h/cam');
    expect(controlUrl('rtsp://h/cam', 'rtsp://h/x')).toBe('rtsp://h/x');
  });
  it('never throw anything but our error', () => {
    fc.assert(
      fc.property(fc.array(sdpPiece, { maxLength: 12 }), (pieces) =>
        onlyOurError(() => parseSdp(`v=0\n${pieces.join('')}`)),
      ),
      { numRuns: 100_000 },
    );
  });
});
