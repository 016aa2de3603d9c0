import type { RtpPacket } from '@porchlight/media';

/** Packets held back for one that is missing: about a picture and a half of a 720p stream. */
const MAX_HELD = 96;

/**
 * Puts packets of one RTP stream that UDP mixed up into order. Holds back what came too early until the missing one came,
 * or until 96 wait: then it gives the missing one up, which the depacketizer sees as a loss.
 */
export class PacketOrder {
  readonly #held = new Map<number, RtpPacket>();
  #next: number | undefined;

  push(packet: RtpPacket): RtpPacket[] {
    this.#next ??= packet.sequence;
    const ahead = (packet.sequence - this.#next) & 0xffff;
    // Of the past: a duplicate, or one that was given up.
    if (ahead > 0x8000) return [];
    this.#held.set(packet.sequence, packet);
    const ready = this.#take();
    while (this.#held.size > MAX_HELD) {
      this.#next = this.#nearest();
      ready.push(...this.#take());
    }
    return ready;
  }

  #take(): RtpPacket[] {
    const ready: RtpPacket[] = [];
    for (;;) {
      const packet = this.#held.get(this.#next as number);
      if (packet === undefined) return ready;
      this.#held.delete(packet.sequence);
      ready.push(packet);
      this.#next = (packet.sequence + 1) & 0xffff;
    }
  }

  #nearest(): number {
    const next = this.#next as number;
    return [...this.#held.keys()].reduce((a, b) => (((a - next) & 0xffff) <= ((b - next) & 0xffff) ? a : b));
  }
}
