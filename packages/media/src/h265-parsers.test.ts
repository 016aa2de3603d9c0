import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { H265Assembler } from './h265-assembler.ts';
import { H265Depacketizer } from './h265-depacketizer.ts';
import { parseH265Sps } from './h265-sps.ts';
import { MediaError } from './media-error.ts';
import type { NalGroup } from './nal-depacketizer.ts';
import type { RtpPacket } from './rtp-packet.ts';

/** x265 of 638x358: 640x360 coded, and a conformance window. */
const VPS = Buffer.from('40010c01ffff01600000030090000003000003003f95940900', 'hex');
const SPS_HEX = '42010101600000030090000003000003003fa005020171d4d965654a4c2f016808000003000800000300504000';
const SPS = Buffer.from(SPS_HEX, 'hex');
const PPS = Buffer.from('4401c073c189', 'hex');

const nal = (type: number, body: readonly number[] = [0x80, 1, 2], temporalId = 0, layer = 0): Buffer =>
  Buffer.from([(type << 1) | (layer >> 5), ((layer & 31) << 3) | (temporalId + 1), ...body]);
const packet = (sequence: number, timestamp: number, marker: boolean, payload: Uint8Array): RtpPacket => ({
  payloadType: 96,
  marker,
  sequence,
  timestamp,
  ssrc: 1,
  payload: Buffer.from(payload),
});
const group = (nals: Buffer[], lost = false): NalGroup => ({ timestamp: 0, nals, lost });
const start = (): H265Assembler => new H265Assembler([VPS, SPS, PPS]);

/** As a camera would: single, aggregated or in fragments (RFC 7798 §4.4). */
function packetsOf(nals: readonly Buffer[], limit: number): Buffer[] {
  return nals.flatMap((unit, i) => {
    if (unit.length <= limit && i % 2 === 0) return [unit];
    if (unit.length <= limit) {
      const size = Buffer.alloc(2);
      size.writeUInt16BE(unit.length);
      return [Buffer.concat([Buffer.from([48 << 1, unit[1] as number]), size, unit])];
    }
    const pieces: Buffer[] = [];
    for (let at = 2; at < unit.length; at += limit) {
      const end = at + limit >= unit.length;
      const flags = (at === 2 ? 0x80 : 0) | (end ? 0x40 : 0) | ((unit[0] as number) >> 1);
      const head = Buffer.from([((unit[0] as number) & 0x81) | (49 << 1), unit[1] as number, flags]);
      pieces.push(Buffer.concat([head, unit.subarray(at, at + limit)]));
    }
    return pieces;
  });
}

describe('H.265 over RTP', () => {
  it('gives back the units that went in, however they were cut (RFC 7798 §4.4)', () => {
    const units = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 40 }), fc.uint8Array({ minLength: 1, maxLength: 60 }))
        .map(([type, body]) => nal(type, [...body])),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(units, fc.integer({ min: 4, max: 30 }), fc.nat(65_535), (nals, limit, first) => {
        const depacketizer = new H265Depacketizer();
        const payloads = packetsOf(nals, limit);
        const groups = payloads.flatMap((payload, i) =>
          depacketizer.push(packet((first + i) & 0xffff, 9, i === payloads.length - 1, payload)),
        );
        expect(groups).toEqual([{ timestamp: 9, lost: false, nals }]);
      }),
      { numRuns: 2000 },
    );
  });

  it('marks a picture as lost when any one of its packets is missing', () => {
    const payloads = packetsOf([nal(1, Array(50).fill(7)), nal(1, Array(50).fill(8))], 10);
    for (const missing of payloads.keys()) {
      const depacketizer = new H265Depacketizer();
      depacketizer.push(packet(9, 1, true, nal(1)));
      const groups = payloads.flatMap((payload, i) =>
        i === missing ? [] : depacketizer.push(packet(10 + i, 2, i === payloads.length - 1, payload)),
      );
      const after = depacketizer.push(packet(10 + payloads.length, 3, true, nal(1)));
      expect([...groups, ...after][0]).toMatchObject({ timestamp: 2, lost: true });
    }
  });

  it.each([
    ['PACI', [50 << 1, 1, 0, 0]],
    ['a temporal id of 0', [2, 0, 1]],
    ['a header alone', [2, 1]],
    ['an aggregate of nothing', [48 << 1, 1, 0]],
    ['an aggregate longer than it is', [48 << 1, 1, 0, 9, 2, 1]],
    ['a fragment without its first', [49 << 1, 1, 0x41, 5]],
  ])('counts %s as lost', (_, payload) => {
    const groups = new H265Depacketizer().push(packet(1, 1, true, Uint8Array.from(payload)));
    expect(groups).toEqual([{ timestamp: 1, lost: true, nals: [] }]);
  });

  it('of random bytes never throws', () => {
    const payload = fc
      .tuple(
        fc.constantFrom(
          [],
          [98, 1, 0x93],
          [98, 1, 0x53],
          [96, 1, 0],
          [0x40, 1],
          [0x42, 1],
          [0x44, 1],
          [0x26, 1],
        ),
        fc.uint8Array({ maxLength: 30 }),
      )
      .map(([head, rest]) => Buffer.from([...head, ...rest]));
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 6 }), fc.boolean(), (payloads, known) => {
        const depacketizer = new H265Depacketizer();
        const assembler = new H265Assembler(known ? [VPS, SPS, PPS] : payloads);
        for (const [i, bytes] of payloads.entries())
          for (const one of depacketizer.push(packet(i, i >> 1, i % 3 === 0, bytes))) assembler.push(one, i);
      }),
      { numRuns: 50_000 },
    );
  });
});

describe('the sequence parameter set of H.265', () => {
  it('tells the shown size, not the coded one, and the codec by ISO/IEC 14496-15', () => {
    expect(parseH265Sps(SPS)).toEqual({
      width: 638,
      height: 358,
      subLayers: 1,
      codecString: 'hev1.1.6.L63.90',
    });
  });
  it('that is broken is refused with our error only', () => {
    fc.assert(
      fc.property(
        fc.nat(SPS.length * 8 - 1),
        fc.nat(SPS.length),
        fc.uint8Array({ maxLength: 60 }),
        (...x) => {
          const flipped = Buffer.from(SPS);
          flipped[x[0] >> 3] = (flipped[x[0] >> 3] as number) ^ (1 << (x[0] & 7));
          for (const bytes of [flipped, SPS.subarray(0, x[1]), Buffer.concat([SPS.subarray(0, 3), x[2]])])
            try {
              parseH265Sps(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(MediaError);
            }
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

describe('access units of H.265', () => {
  it.each([16, 17, 18, 19, 20, 21])(
    'may begin at a picture of type %i, with its parameter sets in front',
    (type) => {
      const unit = start().push(group([nal(35), nal(type)]), 5);
      expect(unit).toMatchObject({ codec: 'h265', key: true, discardable: false, width: 638, height: 358 });
      const code = Buffer.from([0, 0, 0, 1]);
      expect(unit?.data).toEqual(Buffer.concat([VPS, SPS, PPS, nal(type)].flatMap((n) => [code, n])));
    },
  );
  it('begin with no other picture, nor after a loss', () => {
    const assembler = start();
    const keys = [
      group([nal(1)]),
      group([nal(19)]),
      group([nal(1)]),
      group([nal(1)], true),
      group([nal(1)]),
    ].map((one) => assembler.push(one, 0)?.key);
    expect(keys).toEqual([undefined, true, false, undefined, undefined]);
  });
  it('leave out leading pictures that refer to what lies before their key unit (RASL), and keep others (RADL)', () => {
    const assembler = start();
    const got = [21, 9, 8, 7, 1, 21, 8, 1].map((type) => assembler.push(group([nal(type)]), 0) !== undefined);
    expect(got).toEqual([true, false, false, true, true, true, false, true]);
  });
  it('may be dropped alone only as non-reference pictures of the highest sub-layer', () => {
    const assembler = start();
    assembler.push(group([nal(19)]), 0);
    expect(assembler.push(group([nal(0)]), 0)?.discardable).toBe(true);
    expect(assembler.push(group([nal(1)]), 0)?.discardable).toBe(false);
    expect(assembler.push(group([nal(0), nal(1)]), 0)?.discardable).toBe(false);
  });
  it('follow a sequence parameter set that changes in mid-stream, and wait for its own picture parameter set', () => {
    const assembler = start();
    assembler.push(group([nal(19)]), 0);
    const other = Buffer.from(SPS);
    // log2 of picture order counts and what follows differ: another set, the same size.
    other[other.length - 1] = 0x48;
    expect(assembler.push(group([other, nal(19)]), 0)).toBeUndefined();
    expect(assembler.lacking).toBe('parameter-sets');
    expect(assembler.push(group([nal(1)]), 0)).toBeUndefined();
    expect(assembler.push(group([PPS, nal(19)]), 0)?.key).toBe(true);
  });
  it('carry a picture parameter set that came between key units', () => {
    const assembler = start();
    assembler.push(group([nal(19)]), 0);
    const changed = Buffer.from([...PPS.subarray(0, -1), 0x8a]);
    expect(assembler.push(group([changed, nal(1)]), 0)?.data.includes(changed)).toBe(true);
    expect(assembler.push(group([changed, nal(1)]), 0)?.data.includes(changed)).toBe(false);
    expect(assembler.push(group([nal(19)]), 0)?.data.includes(changed)).toBe(true);
  });
  it('do not come without parameter sets, and it is said which is lacking', () => {
    const assembler = new H265Assembler([]);
    expect(assembler.lacking).toBe('key');
    expect(assembler.push(group([nal(19)]), 0)).toBeUndefined();
    expect(assembler.lacking).toBe('parameter-sets');
    expect(assembler.push(group([VPS, SPS, PPS, nal(19)]), 0)?.key).toBe(true);
  });
  it('hold the base layer alone', () => {
    const unit = start().push(group([nal(19), nal(19, [7, 7, 7], 0, 1)]), 0);
    expect(unit?.data.includes(Buffer.from([7, 7, 7]))).toBe(false);
  });
});
