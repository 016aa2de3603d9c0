import type { NodeMessage } from '@porchlight/contract';
import { formatVerifierKey } from '@porchlight/translog';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLastSigned } from '../log/last-signed.ts';
import { logIdentity } from '../log/log-identity.ts';
import { openPublicLog, type PublicLog } from '../log/public-log.ts';
import {
  entry,
  logParties,
  MemoryFolder,
  MemoryLogStore,
  movedClock,
  SILENT,
} from '../log/testing/memory-log.ts';
import { LogShare } from './log-share.ts';

/** One hub of two: its own disk, its own reading of the database, and a link that can be cut. */
interface Hub {
  readonly name: string;
  readonly share: LogShare;
  readonly folder: MemoryFolder;
  log: PublicLog;
}

let parties: Awaited<ReturnType<typeof logParties>>;
let store: MemoryLogStore;
let hubs: Hub[];
let linked: boolean;

beforeEach(async () => {
  parties = await logParties();
  store = new MemoryLogStore();
  linked = true;
  hubs = [];
  for (const name of ['a', 'b']) hubs.push(await openHub(name));
});
afterEach(async () => {
  cut();
  for (const { log } of hubs) await log.close();
});

const other = (name: string): Hub => hubs.find((hub) => hub.name !== name) as Hub;

async function openHub(name: string): Promise<Hub> {
  const identity = await logIdentity(parties.policyText, parties.own.pair);
  const send = (_to: string, message: NodeMessage): boolean => {
    if (!linked) return false;
    const { share, log } = other(name);
    setImmediate(() => {
      if (linked) share.received(name, message as never, log.sealer).catch(() => undefined);
    });
    return true;
  };
  const linkedTo = () => (linked && hubs.length === 2 ? [other(name).name] : []);
  const share = new LogShare({ send, linked: linkedTo }, SILENT);
  const folder = new MemoryFolder();
  const ports = { identity, folder, cosigners: parties.witnesses };
  const log = await openPublicLog(ports, { store, clock: movedClock(), log: SILENT, peers: share });
  return { name, share, folder, log };
}

async function lead(hub: Hub, leads = true): Promise<void> {
  hub.share.leads = leads;
  if (leads) await hub.log.sealer.lead();
}

function cut(): void {
  linked = false;
  for (const { name, share } of hubs) share.lost(other(name).name);
}

const write = ({ log }: Hub, from: number, to: number) =>
  Promise.all(
    Array.from({ length: to - from }, (_, n) => log.writer.ensure(`entry:${from + n}`, entry(from + n))),
  );
const a = () => hubs[0] as Hub;
const b = () => hubs[1] as Hub;

/** Roots that the witnesses were ever shown, by size. */
function rootsASize(): number[] {
  const sizes = new Map<number, Set<string>>();
  for (const { seen } of parties.witnesses)
    for (const [size, roots] of seen) sizes.set(size, new Set([...(sizes.get(size) ?? []), ...roots]));
  return [...sizes.values()].map((roots) => roots.size);
}

describe('two hubs that write one log', () => {
  const STORIES: [string, () => Promise<unknown>][] = [
    [
      'both append, one signs',
      () => lead(a()).then(() => Promise.all([write(a(), 0, 40), write(b(), 40, 80)])),
    ],
    [
      'the lead moves while entries are written',
      async () => {
        await lead(a());
        const writing = [write(a(), 0, 40), write(b(), 40, 80)];
        await lead(a(), false);
        await lead(b());
        await Promise.all(writing);
      },
    ],
    [
      'both believe that they lead',
      async () => {
        await Promise.all([lead(a()), lead(b())]);
        await Promise.all([write(a(), 0, 40), write(b(), 40, 80)]);
      },
    ],
    [
      'both lead and the link between them is cut',
      async () => {
        await Promise.all([lead(a()), lead(b())]);
        cut();
        await Promise.all([write(a(), 0, 40), write(b(), 40, 80)]);
      },
    ],
    [
      'both write the same entries',
      async () => {
        await lead(a());
        await Promise.all([write(a(), 0, 80), write(b(), 0, 80)]);
      },
    ],
    [
      'the one that leads is gone before its signature leaves, and the other leads',
      async () => {
        await lead(a());
        await write(a(), 0, 30);
        a().folder.faults.plan('keep:last-signed', 'after');
        write(a(), 30, 40).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, 10));
        cut();
        await lead(a(), false);
        await lead(b());
        await write(b(), 40, 80);
        await write(b(), 30, 40);
        await a().log.close();
      },
    ],
  ];
  test.each(STORIES)('%s: one root a size, every entry once', async (_, story) => {
    await story();
    expect(rootsASize().every((roots) => roots === 1)).toBe(true);
    const subjects = store.stored.map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(80);
    expect(subjects).toHaveLength(80);
  });

  test('what one has published stands at the other, which did not ask the witnesses', async () => {
    await lead(a());
    await write(b(), 0, 20);
    expect(b().log.sealer.newest).toMatchObject({ size: 20 });
    expect(b().log.sealer.newest).toEqual(a().log.sealer.newest);
  });

  test('what one is about to sign is on the disk of the other before it is signed', async () => {
    await lead(a());
    await write(a(), 0, 20);
    const key = formatVerifierKey(parties.own.key);
    expect(await readLastSigned(b().folder, key)).toMatchObject({ size: 20, root: a().log.tree.root() });
  });

  test('a hub that takes the lead over an older copy of the database signs nothing, though it never signed', async () => {
    await lead(a());
    await write(a(), 0, 10);
    const old = store.copy();
    await write(a(), 10, 20);
    cut();
    await a().log.close();
    Object.assign(store, { stored: [...old.stored], frontier: old.frontier, owes: old.owes });
    await b().log.close();
    const folder = b().folder;
    const identity = await logIdentity(parties.policyText, parties.own.pair);
    const ports = { identity, folder, cosigners: parties.witnesses };
    b().log = await openPublicLog(ports, { store, clock: movedClock(), log: SILENT, peers: b().share });
    await lead(b());
    expect(b().log.sealer.state).toMatchObject({ kind: 'refused' });
    await expect(write(b(), 20, 21)).rejects.toThrow('it is an older copy');
    expect(rootsASize().every((roots) => roots === 1)).toBe(true);
  });
});
