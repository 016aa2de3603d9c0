import type { RtpPacket } from '@porchlight/media';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketOrder } from './packet-order.ts';

const packet = (sequence: number): RtpPacket => ({
  payloadType: 96,
  marker: false,
  sequence: sequence & 0xffff,
  timestamp: 0,
  ssrc: 1,
  payload: Buffer.alloc(1),
});
const run = (order: PacketOrder, sequences: readonly number[]): number[] =>
  sequences.flatMap((n) => order.push(packet(n)).map((p) => p.sequence));

describe('the order of packets', () => {
  it('is that of their numbers when UDP mixed them up a little, across the wrap too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        fc.array(fc.nat(20), { maxLength: 200 }),
        (start, jitter) => {
          const sent = jitter.map((late, i) => ({ n: start + 1 + i, at: i + late }));
          const arrived = sent.toSorted((a, b) => a.at - b.at).map(({ n }) => n);
          expect(run(new PacketOrder(), [start, ...arrived])).toEqual(
            [start, ...sent.map(({ n }) => n)].map((n) => n & 0xffff),
          );
        },
      ),
    );
  });

  it('gives one up when 96 wait for it, and drops it when it comes after all', () => {
    const order = new PacketOrder();
    const late = Array.from({ length: 97 }, (_, i) => 12 + i);
    expect(run(order, [10, ...late])).toEqual([10, ...late]);
    expect(run(order, [11, 109])).toEqual([109]);
  });

  it('hands on each packet once', () => {
    expect(run(new PacketOrder(), [5, 5, 6, 5, 6, 7])).toEqual([5, 6, 7]);
  });
});
