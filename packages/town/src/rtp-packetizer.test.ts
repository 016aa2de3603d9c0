import fc from 'fast-check';
import { expect, it } from 'vitest';
import { h264Payloads, interleavedPackets, MAX_PAYLOAD_BYTES, senderReport } from './rtp-packetizer.ts';

const nal = (length: number, type: number): Uint8Array => {
  const bytes = new Uint8Array(length).fill(7);
  bytes[0] = 0x60 | type;
  return bytes;
};

/** RFC 6184 §5.8: joins FU-A fragments again. */
function joined(payloads: readonly Uint8Array[]): number[][] {
  const out: number[][] = [];
  for (const p of payloads) {
    const [indicator, header] = p as unknown as [number, number];
    if ((indicator & 31) !== 28) out.push([...p]);
    else if (header & 0x80) out.push([(indicator & 0xe0) | (header & 31), ...p.subarray(2)]);
    else out.at(-1)?.push(...p.subarray(2));
  }
  return out;
}

it('RFC 6184 §5.8: any NAL comes whole out of its fragments, none over the limit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 6000 }), (bytes) => {
      bytes[0] = 0x65;
      const payloads = h264Payloads([], [bytes]);
      expect(payloads.every((p) => p.length <= MAX_PAYLOAD_BYTES)).toBe(true);
      expect(joined(payloads)).toEqual([[...bytes]]);
    }),
  );
});

it('RFC 6184 §5.7.1: parameter sets travel in one aggregate before the picture', () => {
  const [aggregate] = h264Payloads([nal(10, 7), nal(4, 8)], [nal(50, 5)]);
  expect([...(aggregate ?? new Uint8Array()).subarray(0, 3)]).toEqual([0x78, 0, 10]);
  expect(aggregate).toHaveLength(1 + 2 + 10 + 2 + 4);
});

it('RFC 3550 §5.1: packets count up over the wrap, and only the last has the marker', () => {
  const state = { payloadType: 96, ssrc: 0xdeadbeef, sequence: 65_535 };
  const bytes = interleavedPackets([nal(20, 6), nal(30, 1)], state, 2, 0xfffffff0);
  const second = bytes.subarray(4 + 12 + 20);
  expect([bytes[0], bytes[1], bytes.readUInt16BE(2)]).toEqual([0x24, 2, 32]);
  expect([bytes[5], bytes.readUInt16BE(6), bytes.readUInt32BE(8)]).toEqual([96, 65_535, 0xfffffff0]);
  expect([second[5], second.readUInt16BE(6), second.readUInt32BE(12)]).toEqual([0xe0, 0, 0xdeadbeef]);
  expect(state.sequence).toBe(1);
});

it('RFC 3550 §6.4.1: a sender report ties RTP time to NTP wall time', () => {
  const state = { payloadType: 96, ssrc: 1, sequence: 0 };
  const report = senderReport(state, 3, 1_700_000_000_500, 90_000, { packets: 5, bytes: 600 });
  expect([report[1], report.readUInt16BE(2), report[5]]).toEqual([3, report.length - 4, 200]);
  expect(report.readUInt32BE(12) - 2_208_988_800).toBe(1_700_000_000);
  expect(report.readUInt32BE(16) / 2 ** 32).toBeCloseTo(0.5, 6);
  expect([report.readUInt32BE(20), report.readUInt32BE(24), report.readUInt32BE(28)]).toEqual([
    90_000, 5, 600,
  ]);
});
