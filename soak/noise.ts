import { connect } from 'node:net';
import { seeded } from '../packages/gateway-core/test/simulation.ts';
import { lookAt } from './support/heals.ts';
import type { Outcome, SoakOptions } from './support/outcome.ts';
import { startSoakProgramme, type Victim } from './support/soak-programme.ts';
import { untilReady } from './support/wellness.ts';

const DOORS = ['hub', 'gateway', 'intake'] as const satisfies readonly Victim[];
/** At each socket. */
const AT_ONCE = 8;
const LARGEST = 2048;
/** Random bytes of which each message takes a piece. */
const POOL = 4 * 1024 * 1024;
const PROGRESS_EVERY = 100_000;
const LOOK_WITHIN_MS = 20_000;
/** A connection that nobody answers is let go. */
const PATIENCE_MS = 300;

/** Beginnings that get further than the first byte. */
const BEGINNINGS = [
  'GET / HTTP/1.1\r\nhost: x\r\n',
  'POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n',
  'POST /api/no-view HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{',
  'GET /api/gateway/control HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  'GET /api/console/media HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  '',
] as const;

/**
 * Connections by strangers who send rubbish: random bytes, and random bytes behind the beginning of a real request, at the ports of
 * hub, gateway and intake, `times` thousand at each, behind the back of a look that was opened before (whether its pictures go on is not watched). What those who signed in may send is in `hostile*.parts.test.ts`.
 */
export async function noise({ times, seed, onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme();
  const random = seeded(seed);
  const all = times * 1000;
  const ports = DOORS.map((door) => Number(new URL(programme.readyUrl(door)).port));
  const rubbish = Buffer.from(Array.from({ length: POOL }, () => Math.floor(random() * 256)));
  let sent = 0;
  let died = 0;
  let dark = 0;
  try {
    const watching = await lookAt(programme, 'noise', LOOK_WITHIN_MS);
    const started = performance.now();
    while (sent < all * ports.length) {
      await Promise.all(
        ports.flatMap((port) => Array.from({ length: AT_ONCE }, () => shout(port, rubbish, random))),
      );
      sent += AT_ONCE * ports.length;
      if (sent % PROGRESS_EVERY < AT_ONCE * ports.length) onProgress(`${sent} of ${all * ports.length}`);
    }
    onProgress(`${sent} connections, ${Math.round(sent / ((performance.now() - started) / 1000))} a second`);
    // Nobody starts them again here.
    died = DOORS.filter((door) => programme.hasEnded(door)).length;
    if (died === 0) for (const door of DOORS) await untilReady(programme.readyUrl(door));
    await watching.close();
    const again = await lookAt(programme, 'after the noise', LOOK_WITHIN_MS).catch(() => undefined);
    if (again === undefined) dark += 1;
    await again?.close();
  } finally {
    await programme.close();
  }
  return {
    scenario: 'noise',
    done: `${sent} connections with rubbish, a third each at hub, gateway and intake, seed ${seed}`,
    kept: [
      { promise: 'the process stays', tried: DOORS.length, broken: died },
      { promise: 'a look opens afterwards', tried: 1, broken: dark },
    ],
    recoveries: {},
  };
}

/** One connection; resolves when it is over. */
async function shout(port: number, rubbish: Buffer, random: () => number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  socket.resume();
  const beginning = BEGINNINGS[Math.floor(random() * BEGINNINGS.length)] ?? '';
  const from = Math.floor(random() * (rubbish.length - LARGEST));
  socket.write(beginning, 'latin1');
  socket.end(rubbish.subarray(from, from + Math.floor(random() * LARGEST)));
  // Also after an error, which a process that ended gives at once.
  await new Promise((resolve) => socket.once('close', resolve));
}
