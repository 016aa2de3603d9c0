/**
 * Why a sealed message did not reach a viewer: `slow`, their connection owes too much; `level`, they get key pictures alone for
 * now; `waiting`, their socket did not come in time; `no-seat`, nobody has that channel, or it is another gateway's.
 */
export const DROP_CAUSES = ['slow', 'level', 'waiting', 'no-seat'] as const;
export type DropCause = (typeof DROP_CAUSES)[number];

/** What the relay has passed on since it was made, in messages (one access unit or key each) and bytes. Names no camera and nobody. */
export class RelayTally {
  readonly received = { messages: 0, bytes: 0 };
  readonly sent = { messages: 0, bytes: 0 };
  readonly dropped: Record<DropCause, number> = { slow: 0, level: 0, waiting: 0, 'no-seat': 0 };

  took(message: Uint8Array): void {
    this.received.messages += 1;
    this.received.bytes += message.length;
  }

  passed(message: Uint8Array): void {
    this.sent.messages += 1;
    this.sent.bytes += message.length;
  }

  lost(cause: DropCause, messages = 1): void {
    this.dropped[cause] += messages;
  }
}
