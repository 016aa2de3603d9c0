import { encodeFrameHeader, type FrameHeader, type HubToViewer } from '@porchlight/contract';
import type { CameraId, GatewayId, RequestId } from '@porchlight/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Relay } from './relay.ts';
import type { Want } from './seat.ts';
import type { ViewerSink } from './viewer-sink.ts';

const GATEWAY = 'gw-1' as GatewayId;
const CAMERA = 'cam-1' as CameraId;
const LOOK = 'a'.repeat(32) as RequestId;
const OTHER = 'b'.repeat(32) as RequestId;

class Sink implements ViewerSink {
  readonly sent: Uint8Array[] = [];
  readonly told: HubToViewer[] = [];
  readonly received = new Map<number, number>();
  bufferedBytes = 0;
  terminated = false;
  send(message: Uint8Array): void {
    this.sent.push(message);
    const channel = new DataView(message.buffer, message.byteOffset).getUint32(4);
    this.received.set(channel, (this.received.get(channel) ?? 0) + message.length);
  }
  tell(message: HubToViewer): void {
    this.told.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  acknowledge(relay: Relay): void {
    for (const [channel, received] of this.received) relay.acknowledge(this, channel, received);
  }
}

function bench() {
  const clock = { now: 0 };
  const wants: (Want & { requestId: RequestId })[] = [];
  const relay = new Relay({
    monotonic: () => clock.now,
    want: (_gateway, want) => wants.push(want),
    firstChannel: 100,
  });
  const open = (requestId: RequestId) => {
    const channels = relay.open(requestId, CAMERA, GATEWAY);
    const sink = new Sink();
    relay.watch(sink, requestId, [CAMERA]);
    return { channels, sink };
  };
  return { clock, wants, relay, open };
}

function message(channel: number, over: Partial<FrameHeader> = {}, bytes = 1000): Uint8Array {
  const header: FrameHeader = {
    type: 'frame',
    key: false,
    discardable: false,
    masked: false,
    catchUp: false,
    codec: 'h264',
    stream: 'sub',
    channel,
    captureUs: 1,
    ...over,
  };
  const out = new Uint8Array(bytes);
  out.set(encodeFrameHeader(header));
  return out;
}

/** Ten frames a second with a key unit each two; the sinks of `alive` acknowledge every 250 ms. */
function play(b: ReturnType<typeof bench>, channel: number, seconds: number, alive: Sink[]): void {
  for (let n = 0; n < seconds * 10; n++) {
    b.clock.now += 100;
    b.relay.fromGateway(GATEWAY, message(channel, { key: n % 20 === 0, captureUs: n }));
    if (n % 2 === 1) for (const sink of alive) sink.acknowledge(b.relay);
    if (n % 10 === 0) b.relay.tick();
  }
}

const isKey = (m: Uint8Array): boolean => ((m[1] ?? 0) & 1) === 1;
const numberOf = (m: Uint8Array): number => Number(new DataView(m.buffer).getBigUint64(8));

describe('Relay', () => {
  it('sends the very buffer it received, and only to viewers of that channel', () => {
    const b = bench();
    const one = b.open(LOOK);
    const two = b.open(OTHER);
    const shared = message(one.channels.sub, { key: true });
    const own = message(one.channels.own, { key: true });
    expect(b.relay.fromGateway(GATEWAY, shared)).toBe('relayed');
    expect(b.relay.fromGateway(GATEWAY, own)).toBe('relayed');
    expect(one.sink.sent[0]).toBe(shared);
    expect(one.sink.sent[1]).toBe(own);
    expect(two.sink.sent).toEqual([shared]);
    expect(two.channels.sub).toBe(one.channels.sub);
  });

  it('refuses a frame on the channel of another gateway', () => {
    const b = bench();
    const { channels, sink } = b.open(LOOK);
    expect(b.relay.fromGateway('gw-2' as GatewayId, message(channels.sub))).toBe('no-seat');
    expect(sink.sent).toEqual([]);
  });

  it('keeps what arrives before the viewer does, in order, and sends it first', () => {
    const b = bench();
    const channels = b.relay.open(LOOK, CAMERA, GATEWAY);
    const waiting = [message(channels.own, { type: 'epoch' }), message(channels.sub, { key: true })];
    for (const m of waiting) b.relay.fromGateway(GATEWAY, m);
    const sink = new Sink();
    expect(b.relay.watch(sink, LOOK, [CAMERA])).toEqual([]);
    expect(sink.sent).toEqual(waiting);
    expect(b.wants).toMatchObject([{ main: false, sub: true }]);
  });

  it('lets go what waited longer than three seconds and asks the gateway to begin anew', () => {
    const b = bench();
    const channels = b.relay.open(LOOK, CAMERA, GATEWAY);
    b.relay.fromGateway(GATEWAY, message(channels.own, { key: true }));
    b.clock.now = 3001;
    b.relay.tick();
    const sink = new Sink();
    b.relay.watch(sink, LOOK, [CAMERA]);
    expect(sink.sent).toEqual([]);
    expect(b.wants.map((w) => w.sub)).toEqual([false, true]);
  });

  it('stops sending to a viewer that never acknowledges within a second, and the healthy one beside it loses nothing', () => {
    const b = bench();
    const frozen = b.open(LOOK);
    const healthy = b.open(OTHER);
    play(b, frozen.channels.sub, 20, [healthy.sink]);
    expect(healthy.sink.sent.length).toBe(200);
    expect(frozen.sink.sent.length).toBeLessThanOrEqual(10);
    expect(healthy.sink.told.filter((m) => m.t === 'slowed')).toEqual([]);
  });

  it('resumes at a key unit only, never inside a group of pictures', () => {
    const b = bench();
    const { channels, sink } = b.open(LOOK);
    play(b, channels.sub, 3, []);
    const before = sink.sent.length;
    sink.acknowledge(b.relay);
    for (let n = 30; n < 60; n++) {
      b.clock.now += 100;
      b.relay.fromGateway(GATEWAY, message(channels.sub, { key: n % 20 === 0, captureUs: n }));
      sink.acknowledge(b.relay);
    }
    const after = sink.sent.slice(before);
    expect(isKey(after[0] as Uint8Array)).toBe(true);
    expect(after.map(numberOf)).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i));
  });

  it('drops over 256 KB of unacknowledged sub stream', () => {
    const b = bench();
    const { channels, sink } = b.open(LOOK);
    for (let n = 0; n < 10; n++)
      b.relay.fromGateway(GATEWAY, message(channels.sub, { key: n === 0 }, 64 * 1024));
    expect(sink.sent.length).toBe(5);
  });

  it('never drops a wrapped key', () => {
    const b = bench();
    const { channels, sink } = b.open(LOOK);
    play(b, channels.sub, 5, []);
    const epoch = message(channels.own, { type: 'epoch' });
    b.relay.fromGateway(GATEWAY, epoch);
    expect(sink.sent.at(-1)).toBe(epoch);
  });

  it('steps main down to sub and then to key units after three drops in ten seconds, and says so', () => {
    const b = bench();
    const { channels, sink } = b.open(LOOK);
    b.relay.want(sink, LOOK, CAMERA, { main: true, sub: false });
    const choke = (channel: number) => {
      for (let n = 0; n < 30 && sink.told.filter((m) => m.t === 'slowed').length === 0; n++) {
        b.clock.now += 1000;
        b.relay.fromGateway(GATEWAY, message(channel, { key: true, stream: 'main' }));
        b.clock.now += 1000;
        b.relay.fromGateway(GATEWAY, message(channel, { stream: 'main' }));
        sink.acknowledge(b.relay);
      }
    };
    choke(channels.main);
    expect(sink.told.at(-1)).toEqual({ t: 'slowed', channel: channels.main, level: 'sub' });
    expect(b.wants.at(-1)).toMatchObject({ main: false, sub: true });
    sink.told.length = 0;
    choke(channels.sub);
    expect(sink.told.at(-1)).toEqual({ t: 'slowed', channel: channels.sub, level: 'keys' });
    const before = sink.sent.length;
    sink.acknowledge(b.relay);
    b.relay.fromGateway(GATEWAY, message(channels.sub));
    expect(sink.sent.length).toBe(before);
  });

  it('gives the main stream for a small picture where the camera has no sub stream', () => {
    const b = bench();
    const channels = b.relay.open(LOOK, CAMERA, GATEWAY, false);
    const sink = new Sink();
    b.relay.watch(sink, LOOK, [CAMERA]);
    const main = message(channels.main, { key: true, stream: 'main' });
    b.relay.fromGateway(GATEWAY, main);
    expect(sink.sent).toEqual([main]);
  });

  it('ends a socket whose buffer has not moved for ten seconds', () => {
    const b = bench();
    const { sink } = b.open(LOOK);
    sink.bufferedBytes = 5000;
    for (let s = 0; s <= 10; s++) {
      expect(sink.terminated).toBe(false);
      b.relay.tick();
      b.clock.now += 1000;
    }
    expect(sink.terminated).toBe(true);
  });

  it('tells the viewer gone once and frees every channel when the look closes', () => {
    const b = bench();
    const { channels, sink } = b.open(LOOK);
    b.relay.close(LOOK, CAMERA);
    b.relay.close(LOOK, CAMERA);
    expect(sink.told.filter((m) => m.t === 'gone').length).toBe(1);
    expect(b.relay.usage).toEqual({ seats: 0, channels: 0 });
    expect(b.relay.fromGateway(GATEWAY, message(channels.sub))).toBe('no-seat');
  });

  it('survives 20,000 random messages from a gateway, half of them with a header that parses', () => {
    const b = bench();
    const { channels } = b.open(LOOK);
    const anything = fc.uint8Array({ maxLength: 64 });
    const framed = fc
      .record({
        channel: fc.constantFrom(channels.own, channels.main, channels.sub, 7),
        key: fc.boolean(),
        type: fc.constantFrom('frame' as const, 'epoch' as const),
      })
      .map(({ channel, ...over }) => message(channel, over, 40));
    for (const bytes of fc.sample(fc.oneof(anything, framed), 20_000)) {
      b.clock.now += 1;
      expect(['bad', 'no-seat', 'relayed']).toContain(b.relay.fromGateway(GATEWAY, bytes));
    }
    expect(b.relay.usage).toEqual({ seats: 1, channels: 3 });
  });
});
