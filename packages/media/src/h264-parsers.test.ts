import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessUnitAssembler } from './access-unit-assembler.ts';
import { H264Depacketizer } from './h264-depacketizer.ts';
import { parseSps } from './h264-sps.ts';
import { MediaError } from './media-error.ts';
import { parseRtp, parseSenderReport } from './rtp-packet.ts';

const onlyOurError = (act: () => unknown): void => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(MediaError);
  }
};

describe('RTP and H.264', () => {
  const rtp = (sequence: number, timestamp: number, marker: boolean, payload: number[]): Buffer => {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = (marker ? 0x80 : 0) | 96;
    head.writeUInt16BE(sequence, 2);
    head.writeUInt32BE(timestamp, 4);
    return Buffer.concat([head, Buffer.from(payload)]);
  };
  /** Random bytes that often look like a fragment, an aggregate or a parameter set. */
  const payload = fc
    .tuple(
      fc.constantFrom([], [0x7c, 0x85], [0x7c, 0x45], [0x78, 0], [0x67], [0x68], [0x65]),
      fc.uint8Array({ maxLength: 30 }),
    )
    .map(([head, rest]) => Uint8Array.from([...head, ...rest]));
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
  it('carry a picture parameter set that came between key units, and tell when sets are lacking', () => {
    const sps = Buffer.from('6742c01fda014016ec0440000003004000000783c60ca8', 'hex');
    const [pps, changed] = [Buffer.from('68ce0f2c80', 'hex'), Buffer.from('68ce0f2c90', 'hex')];
    const [idr, slice] = [Buffer.from([0x65, 1]), Buffer.from([0x41, 1])];
    const assembler = new AccessUnitAssembler([]);
    const push = (...nals: Buffer[]) => assembler.push({ timestamp: 0, nals, lost: false }, 0);
    expect([push(slice), assembler.lacking]).toEqual([undefined, 'key']);
    expect([push(idr), assembler.lacking]).toEqual([undefined, 'parameter-sets']);
    expect(push(sps, pps, idr)?.key).toBe(true);
    expect(push(changed, slice)?.data.includes(changed)).toBe(true);
    expect(push(changed, slice)?.data.includes(changed)).toBe(false);
    const next = push(idr)?.data;
    expect([next?.includes(changed), next?.includes(pps)]).toEqual([true, false]);
  });
  it('count a picture as lost whose last packet is missing', () => {
    const groups = feed([
      rtp(1, 1, false, [0x41, 1]),
      rtp(3, 2, true, [0x41, 1]),
      rtp(4, 3, true, [0x41, 1]),
    ]);
    expect(groups.map(({ lost }) => lost)).toEqual([true, true, false]);
  });
  it('hold no more than one picture of 1.5 MB, however a camera cuts it', () => {
    const depacketizer = new H264Depacketizer();
    const payload = Buffer.alloc(60_000, 1);
    payload[0] = 0x7c;
    for (let i = 0; i < 100; i++) {
      payload[1] = i === 0 ? 0x85 : 0x05;
      const packet = parseRtp(rtp(i, 9, i === 99, [...payload]));
      const groups = packet === undefined ? [] : depacketizer.push(packet);
      for (const { nals, lost } of groups) expect([nals.length, lost]).toEqual([0, true]);
      expect(groups.length).toBe(i === 99 ? 1 : 0);
    }
  });
  it('of random bytes never throw', () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 6 }), (packets) => {
        const assembler = new AccessUnitAssembler(packets.map((p) => Buffer.from(p)));
        for (const group of feed(packets.map((p, i) => rtp(i, i >> 1, i % 3 === 0, [...p]))))
          assembler.push(group, 0);
        for (const p of packets) parseSenderReport(Buffer.from(p));
        for (const p of packets) parseRtp(Buffer.from(p));
      }),
      { numRuns: 100_000 },
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
      { numRuns: 100_000 },
    );
  });
});
