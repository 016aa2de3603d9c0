import { createAddressPolicy } from '@porchlight/media';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAnswer } from './sdp-answer.ts';

const policy = createAddressPolicy([], async () => ['203.0.113.9']);
const candidate = (address: string): string => `a=candidate:1 1 udp 2116026367 ${address} 47665 typ host`;
const GOOD = [
  'v=0',
  'o=- 17 0 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:6c2f',
  'a=ice-pwd:659faac110c72678db65a9',
  'a=fingerprint:sha-256 AF:DB',
  'a=setup:active',
  'a=sendonly',
  'a=mid:0',
  'a=rtcp-mux',
  'a=rtpmap:96 H264/90000',
  candidate('203.0.113.7'),
];
const check = (lines: readonly string[]) => checkAnswer(lines.join('\r\n'), policy);
const without = (start: string): string[] => GOOD.filter((line) => !line.startsWith(start));

describe('the answer of a WHEP server', () => {
  it('passes with one stream of H.264 that is sent to us', async () => {
    const checked = await check(GOOD);
    expect(checked.kind).toBe('ok');
    expect(checked.kind === 'ok' && checked.sdp).toContain(candidate('203.0.113.7'));
  });

  it.each([
    ['sound', [...GOOD, 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 opus/48000/2']],
    ['a second video', [...GOOD, 'm=video 9 UDP/TLS/RTP/SAVPF 96']],
    ['a data channel', [...GOOD, 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel']],
    ['another codec', [...without('a=rtpmap'), 'a=rtpmap:96 VP8/90000']],
    ['a stream that wants ours', [...without('a=sendonly'), 'a=sendrecv']],
    ['a refused stream', [...without('m=video'), 'm=video 0 UDP/TLS/RTP/SAVPF 96']],
    ['no SDP', ['<html>']],
    ['control characters', [...GOOD, 'a=mid:\u0007']],
    ['more lines than any answer has', [...GOOD, ...Array.from({ length: 400 }, () => 'a=mid:0')]],
  ])('is refused with %s', async (_, lines) => {
    expect((await check(lines)).kind).toBe('unsupported');
  });

  it.each(['127.0.0.1', '169.254.169.254', '::1', 'fe80::1', '0.0.0.0'])(
    'is refused when its only candidate is %s',
    async (address) => {
      expect((await check([...without('a=candidate'), candidate(address)])).kind).toBe('forbidden');
    },
  );

  it('loses candidates that are forbidden, names or TCP, and lines that are not known', async () => {
    const bad = [
      candidate('127.0.0.1'),
      candidate('f3a1.local'),
      'a=candidate:1 1 tcp 1 203.0.113.8 9 typ host',
    ];
    const checked = await check([...GOOD, ...bad, 'a=x-run:1', 'i=title']);
    const sdp = checked.kind === 'ok' ? checked.sdp : '';
    expect(sdp.match(/a=candidate/g)).toHaveLength(1);
    expect(sdp).not.toMatch(/x-run|title| tcp |local/);
  });

  it('is read without a throw, whatever it is', async () => {
    const line = fc.oneof(fc.constantFrom(...GOOD), fc.string({ maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
        expect(['ok', 'unsupported', 'forbidden']).toContain((await check(lines)).kind);
      }),
    );
  });
});
