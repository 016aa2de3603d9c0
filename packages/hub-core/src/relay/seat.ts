import type { FrameHeader } from '@porchlight/contract';
import type { CameraId, GatewayId, RequestId } from '@porchlight/domain';
import { Flow } from './flow.ts';
import { Ladder, type Level } from './ladder.ts';
import type { RelayTally } from './relay-tally.ts';
import type { ViewerSink } from './viewer-sink.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface SeatChannels {
  readonly own: number;
  readonly main: number;
  readonly sub: number;
}

export interface Want {
  readonly main: boolean;
  readonly sub: boolean;
  /** H.264 alone, made at the gateway where the camera sends something else. */
  readonly h264?: boolean | undefined;
}

export interface SeatFacts {
  readonly requestId: RequestId;
  readonly cameraId: CameraId;
  readonly gatewayId: GatewayId;
  readonly channels: SeatChannels;
  /** Without a sub stream the main one stands in for it. */
  readonly hasSub: boolean;
}

const NOTHING: Want = { main: false, sub: false };
const FIRST: Want = { main: false, sub: true };

/** One viewer's place at one camera of one look: what it asked for, what it is owed, and what it gets. */
export class Seat {
  readonly facts: SeatFacts;
  readonly #pass: (want: Want) => void;
  readonly #tally: RelayTally;
  readonly #room = new WaitingRoom();
  readonly #ladder = new Ladder();
  #flows = { main: new Flow('main'), sub: new Flow('sub') };
  #asked: Want = FIRST;
  #sink: ViewerSink | undefined;

  /** `pass` brings a changed want to the gateway; what is sent and lost goes into `tally`. */
  constructor(facts: SeatFacts, pass: (want: Want) => void, tally: RelayTally) {
    this.facts = facts;
    this.#pass = pass;
    this.#tally = tally;
  }

  get sink(): ViewerSink | undefined {
    return this.#sink;
  }

  /** What the gateway should send: the viewer's wish, lowered by its level. */
  get effective(): Want {
    if (this.#ladder.level === 'full' || !this.#asked.main) return this.#asked;
    return { ...this.#asked, main: false, sub: true };
  }

  /** The viewer's socket takes this seat; an earlier socket loses it. What waited is sent first, in order. */
  attach(sink: ViewerSink, now: number): void {
    const waited = this.#sink === undefined ? this.#room.leave() : undefined;
    this.#sink = sink;
    this.#flows = { main: new Flow('main'), sub: new Flow('sub') };
    this.#asked = FIRST;
    sink.tell({
      t: 'channels',
      requestId: this.facts.requestId,
      cameraId: this.facts.cameraId,
      ...this.facts.channels,
    });
    if (waited === undefined) this.#pass(NOTHING);
    else for (const message of waited) this.#send(message, undefined, now);
    this.#pass(this.effective);
  }

  /** The socket is gone; the gateway need not send until another one comes. */
  detach(sink: ViewerSink): void {
    if (this.#sink !== sink) return;
    this.#sink = undefined;
    this.#pass(NOTHING);
  }

  want(want: Want): void {
    const before = this.effective;
    this.#asked = want;
    this.#passIfChanged(before);
  }

  /** A message of the seat's own channel or of its camera's shared channels. */
  take(header: FrameHeader, message: Uint8Array, now: number): void {
    if (this.#sink === undefined) this.#tally.lost('waiting', this.#room.put(message, now));
    else if (header.type === 'epoch' || header.channel === this.facts.channels.own)
      this.#send(message, undefined, now);
    else this.#takeShared(header, message, now);
  }

  acknowledge(channel: number, received: number, now: number): void {
    const stream = this.#streamOf(channel);
    if (stream === undefined) return;
    this.#flows[stream].unacknowledged.acknowledge(received);
    const before = this.effective;
    const better = this.#ladder.calm(now, this.#asked.main);
    if (better === undefined) return;
    this.#flows.sub.waitForKey();
    this.#tellLevel(better === 'full' && this.#asked.main ? 'main' : 'sub', better);
    this.#passIfChanged(before);
  }

  /** Nobody came for too long: what waited is let go. */
  expire(now: number): void {
    if (this.#sink === undefined) this.#tally.lost('waiting', this.#room.expire(now));
  }

  /** The look has ended for this camera. */
  close(): void {
    this.#sink?.tell({ t: 'gone', requestId: this.facts.requestId, cameraId: this.facts.cameraId });
    this.#sink = undefined;
    this.#room.miss();
  }

  #takeShared(header: FrameHeader, message: Uint8Array, now: number): void {
    const stream = header.channel === this.facts.channels.main ? 'main' : 'sub';
    const { main, sub } = this.effective;
    const taken = stream === 'sub' ? sub : main || (sub && !this.facts.hasSub);
    if (!taken) return;
    if (this.#ladder.level === 'keys' && !header.key) {
      this.#tally.lost('level');
      return;
    }
    const verdict = this.#flows[stream].judge(header.key, now);
    if (verdict === 'send') this.#send(message, stream, now);
    else this.#tally.lost('slow');
    if (verdict === 'drop-begins') this.#dropped(stream, now);
  }

  #dropped(stream: 'main' | 'sub', now: number): void {
    const before = this.effective;
    const level = this.#ladder.dropped(now, before.main);
    if (level === undefined) return;
    this.#tellLevel(stream, level);
    this.#passIfChanged(before);
  }

  #tellLevel(stream: 'main' | 'sub', level: Level): void {
    this.#sink?.tell({ t: 'slowed', channel: this.facts.channels[stream], level });
  }

  #passIfChanged(before: Want): void {
    const now = this.effective;
    if (this.#sink && !sameWant(before, now)) this.#pass(now);
  }

  #streamOf(channel: number): 'main' | 'sub' | undefined {
    if (channel === this.facts.channels.main) return 'main';
    return channel === this.facts.channels.sub ? 'sub' : undefined;
  }

  #send(message: Uint8Array, stream: 'main' | 'sub' | undefined, now: number): void {
    if (stream !== undefined) this.#flows[stream].unacknowledged.sent(message.length, now);
    if (this.#sink === undefined) return;
    this.#tally.passed(message);
    this.#sink.send(message);
  }
}

const sameWant = (a: Want, b: Want): boolean => a.main === b.main && a.sub === b.sub && a.h264 === b.h264;
