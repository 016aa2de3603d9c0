/**
 * A host of many owners: 200 owners with 300 warm sub streams (360p, 10/s) in one process, each owner with a whole gateway of
 * their own, on a real hub. Peer, in the same run: one gateway of one owner that reads the same 300 streams. CPU and memory are
 * the measured process's alone; hub, database and cameras run beside it. Not shown: looks, a real network, cameras of several
 * Mbit/s.
 * Usage: npm run build --silent && npx tsx --conditions=source bench/host.ts [owners, 200] [streams, 300] [seconds, 40]
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LocalGateway } from '../apps/cli/src/demo/local-gateway.ts';
import { HostWorld } from '../apps/gateway/test/host-world.ts';
import type { HostedOwner } from '../apps/gateway/test/hosted-owner.ts';
import { printRows, type Row, single, tenth } from './support/figures.ts';

const OWNERS = Number(process.argv[2] ?? 200);
const STREAMS = Number(process.argv[3] ?? 300);
const SECONDS = Number(process.argv[4] ?? 40);
const AT_ONCE = 6;
const SETTLE_MS = 5000;

interface Served {
  readonly port: number;
  readonly users: Readonly<Record<string, string>>;
}

/** Linux counts process times in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
const rssMb = (pid: number): number =>
  (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1e6;

/** CPU seconds a minute, and resident memory at the end. */
async function measure(pid: number): Promise<{ cpuSMinute: number; rssMb: number }> {
  await sleep(SETTLE_MS);
  const [before, at] = [cpuSeconds(pid), performance.now()];
  await sleep(SECONDS * 1000);
  const minutes = (performance.now() - at) / 60_000;
  return { cpuSMinute: tenth((cpuSeconds(pid) - before) / minutes), rssMb: tenth(rssMb(pid)) };
}

async function inTurns<T>(
  items: readonly T[],
  act: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await act(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function cameraOf({ port, users }: Served, n: number) {
  const username = `cam-${String((n % 32) + 1).padStart(2, '0')}`;
  const url = (stream: string) => `rtsp://127.0.0.1:${port}/${username}/${stream}`;
  return {
    label: `Camera ${n}`,
    mainUrl: url('main'),
    subUrl: url('sub'),
    username,
    password: users[username] ?? '',
  };
}

const live = async (owners: readonly HostedOwner[]): Promise<number> => {
  let count = 0;
  await inTurns(owners, async (owner) => {
    const { cameras } = await owner.overview();
    count += cameras.filter((camera) => camera.state === 'live').length;
  });
  return count;
};

/** What the streams are that are not live. */
async function tellStates(owners: readonly HostedOwner[], said: readonly string[]): Promise<void> {
  const counts = new Map<string, number>();
  await inTurns(owners, async (owner) => {
    for (const { state, detail } of (await owner.overview()).cameras)
      counts.set(`${state}: ${detail}`, (counts.get(`${state}: ${detail}`) ?? 0) + 1);
  });
  console.log(Object.fromEntries(counts), said.slice(-3).join('\n'));
}

async function allLive(owners: readonly HostedOwner[]): Promise<number> {
  let count = 0;
  for (let tries = 0; tries < 20 && count < STREAMS; tries++) {
    await sleep(500);
    count = await live(owners);
  }
  return count;
}

async function measureHost(world: HostWorld, served: Served) {
  await world.startBuiltHost();
  const emptyMb = tenth(rssMb(world.pid));
  const owners = await Promise.all(Array.from({ length: OWNERS }, (_, n) => world.join(`House ${n}`)));
  let camera = 0;
  await inTurns(owners, async (owner, n) => {
    const taken = (await owner.takeIn()) as { kind: string };
    if (taken.kind !== 'done') throw new Error(JSON.stringify(taken));
    const upTo = Math.round(((n + 1) * STREAMS) / OWNERS) - Math.round((n * STREAMS) / OWNERS);
    for (let i = 0; i < upTo; i++) {
      const added = (await owner.addCamera(cameraOf(served, camera++))) as { kind: string };
      if (added.kind !== 'done') throw new Error(JSON.stringify(added));
    }
  });
  const ready = await allLive(owners);
  if (ready < STREAMS) await tellStates(owners, world.said);
  const figures = await measure(world.pid);
  await world.stopHost();
  return { ...figures, emptyMb, live: ready };
}

async function measurePeer(world: HostWorld, served: Served) {
  const state = mkdtempSync(join(tmpdir(), 'porchlight-bench-gateway-'));
  const main = fileURLToPath(new URL('../apps/cli/dist/main.js', import.meta.url));
  const args = ['gateway', '--state', state, '--hub', world.hub.server.url, '--listen', '127.0.0.1:0'];
  const child = spawn(process.execPath, [main, ...args, '--allow-camera-net', '127.0.0.0/8'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const [{ ready, localCode }] = (await once(child, 'message')) as [{ ready: string; localCode: string }];
    const local = new LocalGateway(ready, localCode);
    const emptyMb = tenth(rssMb(child.pid as number));
    const owner = await world.join('One house');
    await local.enrol(await owner.postCode());
    for (let n = 0; n < STREAMS; n++)
      await local.addCamera(owner.ownerId, { ...cameraOf(served, n), townCamera: '', terms: null });
    const count = await allLive([owner]);
    return { ...(await measure(child.pid as number)), emptyMb, live: count };
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    rmSync(state, { recursive: true, force: true });
  }
}

const town = fork(new URL('town-server.ts', import.meta.url), [], { execArgv: process.execArgv });
let world: HostWorld | undefined;
try {
  const [served] = (await once(town, 'message')) as [Served];
  world = await HostWorld.open();
  const host = await measureHost(world, served);
  const peer = await measurePeer(world, served);
  const row = (what: string, value: number, peerValue?: number): Row => ({
    what,
    gate: '–',
    ...single(value),
    ...(peerValue !== undefined && { peer: peerValue }),
  });
  const title = `${OWNERS} owners with ${STREAMS} warm sub streams in one process, ${SECONDS} s; peer: one gateway of one owner`;
  if (host.live < STREAMS || peer.live < STREAMS) {
    console.log('Not all streams were live: these figures say nothing.');
    process.exitCode = 1;
  }
  printRows('host', title, [
    row('a host of many owners, CPU-s a minute', host.cpuSMinute, peer.cpuSMinute),
    row('a host of many owners, resident memory, MB', host.rssMb, peer.rssMb),
    row('of it before anybody came, MB', host.emptyMb, peer.emptyMb),
    row('of it an owner, MB', (host.rssMb - host.emptyMb) / OWNERS),
  ]);
} finally {
  town.kill();
  await world?.close();
}
