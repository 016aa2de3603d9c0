import {
  controlFrame,
  FrameReader,
  type FromChild,
  type ToChild,
  toChildSchema,
  unitFrame,
} from './frames.ts';
import { PeerSession } from './peer-session.ts';

/*
 * The process that speaks WebRTC: orders come on standard input, access units leave on standard output. It holds no token and
 * no key, and what goes wrong in it ends with it.
 */

/** Bytes that wait in this process for a gateway that does not read; over that pictures are dropped up to the next key. */
const MAX_WAITING_BYTES = 4_000_000;

const sessions = new Map<number, PeerSession>();
const starved = new Set<number>();
const tell = (message: FromChild): void => void process.stdout.write(controlFrame(message));

function ended(session: number, why: Extract<FromChild, { t: 'ended' }>['why']): void {
  sessions.get(session)?.close();
  if (sessions.delete(session)) tell({ t: 'ended', session, why });
  starved.delete(session);
}

async function open(session: number, loopback: boolean): Promise<void> {
  const peer = new PeerSession(loopback, {
    nowUs: () => Date.now() * 1000,
    onEnded: (why) => ended(session, why),
    onUnit(unit) {
      if (process.stdout.writableLength > MAX_WAITING_BYTES) starved.add(session);
      else if (unit.key) starved.delete(session);
      if (!starved.has(session)) process.stdout.write(unitFrame(session, unit));
    },
  });
  sessions.set(session, peer);
  tell({ t: 'offer', session, sdp: await peer.offer() });
}

async function obey(order: ToChild): Promise<void> {
  if (order.t === 'offer') await open(order.session, order.loopback);
  else if (order.t === 'answer') await sessions.get(order.session)?.answer(order.sdp);
  else {
    sessions.get(order.session)?.close();
    sessions.delete(order.session);
  }
}

const reader = new FrameReader();
process.stdin.on('data', (chunk: Buffer) => {
  for (const frame of reader.push(chunk)) {
    if (frame.kind !== 'control') continue;
    const order = toChildSchema.parse(frame.json);
    obey(order).catch(() => ended(order.session, 'failed'));
  }
});
// The gateway is gone: nothing of it may stay behind.
process.stdin.on('end', () => process.exit(0));
process.stdout.on('error', () => process.exit(0));
