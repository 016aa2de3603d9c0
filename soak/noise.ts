import { connect } from 'node:net';
import { seeded } from '../packages/gateway-core/test/simulation.ts';
import { lookAt } from './support/heals.ts';
import { KeptLook } from './support/kept-look.ts';
import type { Kept, Outcome, SoakOptions } from './support/outcome.ts';
import { type SoakProgramme, startSoakProgramme, type Victim } from './support/soak-programme.ts';
import { untilReady } from './support/wellness.ts';
import { cosignsSince, keptItsMemory, memoryOf, type WitnessMemory } from './support/witness-memory.ts';

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
  'POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n',
  'POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\nold 0\n\nlog.invalid\n1\n',
  'GET /api/gateway/control HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  'GET /api/console/media HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  '',
] as const;

/**
 * Connections by strangers who send rubbish: random bytes, and random bytes behind the beginning of a real request, at the ports of
 * hub, gateway, intake and both witnesses, `times` thousand at each, while an operator keeps looking.
 * What those who signed in may send is in `hostile*.parts.test.ts`.
 */
export async function noise({ times, seed, onProgress }: SoakOptions): Promise<Outcome> {
  const programme = await startSoakProgramme();
  try {
    const doors = doorsOf(programme);
    const before = await memoriesOf(programme);
    const look = await behindALook(programme, () => shoutAt(doors, times * 1000, seeded(seed), onProgress));
    const quietAtS = Math.floor(Date.now() / 1000);
    // Nobody starts them again here.
    const ended = doors.filter((door) => door.hasEnded()).map(({ name }) => name);
    for (const name of ended) onProgress(`ended: ${name}`);
    if (ended.length === 0) for (const door of DOORS) await untilReady(programme.readyUrl(door));
    onProgress(
      `meanwhile ${look.pictures} pictures in ${look.looks} looks, ${look.rejected} did not open; longest pause of a camera ${Math.round(look.longestPauseMs)} ms`,
    );
    const again = await lookAt(programme, 'after the noise', LOOK_WITHIN_MS).catch(() => undefined);
    await again?.close();
    return {
      scenario: 'noise',
      done: `${look.worked} connections with rubbish, as many each at ${doors.map(({ name }) => name).join(', ')}, seed ${seed}`,
      kept: [
        { promise: 'the process stays', tried: doors.length, broken: ended.length },
        ...lookKept(look),
        { promise: 'a look opens afterwards', tried: 1, broken: again === undefined ? 1 : 0 },
        ...(await witnessesKept(programme, before, quietAtS)),
      ],
      recoveries: { 'longest pause of a camera in the noise': [look.longestPauseMs] },
    };
  } finally {
    await programme.close();
  }
}

type Meanwhile = Awaited<ReturnType<typeof behindALook>>;

/** Does `work` while an operator keeps looking; what it returned, and what was seen until a moment after its end. */
async function behindALook(programme: SoakProgramme, work: () => Promise<number>) {
  const kept = await KeptLook.open(programme);
  try {
    const worked = await work();
    const flows = await kept.flows();
    return { worked, flows, looks: kept.looks, lost: kept.lost, ...kept.seen };
  } finally {
    await kept.close();
  }
}

function lookKept({ pictures, rejected, looks, lost, flows }: Meanwhile): Kept[] {
  return [
    { promise: 'a picture that arrives opens under its key', tried: pictures, broken: rejected },
    {
      promise: 'a look that runs lasts for its minutes, and the next one opens',
      tried: looks,
      broken: lost,
    },
    { promise: 'each of its cameras shows pictures after the noise', tried: 1, broken: flows ? 0 : 1 },
  ];
}

interface Door {
  readonly name: string;
  readonly port: number;
  hasEnded(): boolean;
}

function doorsOf(programme: SoakProgramme): Door[] {
  const own = DOORS.map((name) => ({
    name,
    port: Number(new URL(programme.readyUrl(name)).port),
    hasEnded: () => programme.hasEnded(name),
  }));
  const outside = programme.witnesses.map(({ name, port, hasEnded }) => ({
    name: `witness ${name}`,
    port,
    hasEnded,
  }));
  return [...own, ...outside];
}

/** `each` connections at every door, a few at a time; how many there were. */
async function shoutAt(
  doors: readonly Door[],
  each: number,
  random: () => number,
  onProgress: SoakOptions['onProgress'],
): Promise<number> {
  const rubbish = Buffer.from(Array.from({ length: POOL }, () => Math.floor(random() * 256)));
  const all = each * doors.length;
  const started = performance.now();
  let sent = 0;
  while (sent < all) {
    await Promise.all(
      doors.flatMap(({ port }) => Array.from({ length: AT_ONCE }, () => shout(port, rubbish, random))),
    );
    sent += AT_ONCE * doors.length;
    if (sent % PROGRESS_EVERY < AT_ONCE * doors.length) onProgress(`${sent} of ${all}`);
  }
  onProgress(`${sent} connections, ${Math.round(sent / ((performance.now() - started) / 1000))} a second`);
  return sent;
}

async function memoriesOf({ witnesses }: SoakProgramme): Promise<WitnessMemory[]> {
  const memories = await Promise.all(witnesses.map((witness) => memoryOf(witness)));
  if (memories.some((memory) => memory === undefined))
    throw new Error('a witness had nothing on its disk before');
  return memories as WitnessMemory[];
}

async function witnessesKept(
  programme: SoakProgramme,
  before: readonly WitnessMemory[],
  sinceS: number,
): Promise<Kept[]> {
  const { witnesses } = programme;
  let changed = 0;
  let silent = 0;
  for (const [at, witness] of witnesses.entries()) {
    if (!keptItsMemory(before[at] as WitnessMemory, await memoryOf(witness))) changed += 1;
    if (!(await cosignsSince(programme, witness, sinceS))) silent += 1;
  }
  const tried = witnesses.length;
  return [
    {
      promise: 'a witness has its key, and of each log it knew no smaller tree, on its disk',
      tried,
      broken: changed,
    },
    {
      promise: 'it cosigns on, under its key, and the tree it remembers is the one the log publishes',
      tried,
      broken: silent,
    },
  ];
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
