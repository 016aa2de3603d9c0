import { readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LogKeyPair, NewEntry } from '@porchlight/hub-core';
import type { LeafOf } from '@porchlight/statements/leaf';
import { parseCheckpoint } from '@porchlight/translog';
import type { PostgresConnection } from '../src/connection.ts';
import { Mortality, type Step } from './kill-steps.ts';

/** What the process is given, as a file of JSON. */
export interface LogChildConfig {
  readonly connection: PostgresConnection;
  readonly policy: string;
  readonly pair: LogKeyPair;
  readonly stateDir: string;
}

/** A line of its output. */
export type LogChildLine =
  | { readonly t: 'loaded' | 'open' | 'idle' }
  | { readonly t: 'refused'; readonly sentence: string }
  | { readonly t: 'signs'; readonly size: number; readonly root: string }
  | { readonly t: 'standing'; readonly n: number; readonly index: number; readonly size: number }
  | { readonly t: 'error'; readonly text: string };

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Written at once, so that nothing that was said is lost when the process dies; a reader that is slow is waited for. */
function say(line: LogChildLine): void {
  let rest: Uint8Array = Buffer.from(`${JSON.stringify(line)}\n`);
  while (rest.length > 0)
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(NEVER, 0, 0, 2);
    }
}

const mortality = new Mortality();
mortality.watchFiles();
mortality.watchDatabase();
// After the patches, so that what is loaded sees them.
const { openPublicLog, publicLogPorts } = await import('@porchlight/hub-core');
const { openHubStore } = await import('../src/open-hub-store.ts');

const config = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as LogChildConfig;
const log = {
  info: () => undefined,
  warn: () => undefined,
  error: (fields: object, text: string) => say({ t: 'error', text: `${text} ${inspect(fields)}` }),
};
const inspect = (fields: object): string => String((fields as { err?: unknown }).err ?? '');

async function openLog() {
  const store = await openHubStore({ connection: config.connection, log });
  const ports = mortality.watched(await publicLogPorts(config.policy, config.pair, config.stateDir));
  const { signer } = ports.identity;
  const spoken: typeof signer = {
    ...signer,
    sign: (message) => {
      const read = parseCheckpoint(new TextDecoder().decode(message));
      if (read.kind === 'checkpoint') {
        const { size, root } = read.checkpoint;
        say({ t: 'signs', size, root: Buffer.from(root).toString('base64') });
      }
      return signer.sign(message);
    },
  };
  const appended = async (...args: Parameters<typeof store.log.append>) => {
    const answer = await store.log.append(...args);
    mortality.at('committed');
    return answer;
  };
  const parts = {
    store: { ...methodsOf(store.log), append: appended },
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log,
    peers: {
      leads: true,
      signing: async () => undefined,
      published: () => mortality.at('cosigned'),
      grown: () => undefined,
    },
  };
  return openPublicLog({ ...ports, identity: { ...ports.identity, signer: spoken } }, parts);
}

/** A store's methods as properties of their own. */
function methodsOf<T extends object>(store: T): T {
  return Object.fromEntries(Object.keys(store).map((name) => [name, store[name as keyof T]])) as T;
}

function entry(n: number): () => Promise<NewEntry> {
  const leaf: LeafOf<'pause'> = {
    v: 1,
    kind: 'pause',
    programme: 'test' as LeafOf<'pause'>['programme'],
    sequence: n + 1,
    statement: Buffer.alloc(32, n % 251).toString('base64url'),
  };
  return async () => ({ leaf, record: null });
}

type Log = Awaited<ReturnType<typeof openLog>>;

async function ensure(log: Log, from: number, to: number): Promise<void> {
  const all = Array.from({ length: to - from }, async (_, i) => {
    const standing = await log.writer.ensure(`entry:${from + i}`, entry(from + i));
    say({ t: 'standing', n: from + i, ...standing });
    mortality.at('acknowledged');
  });
  await Promise.all(all);
  await log.tiles.idle();
  say({ t: 'idle' });
}

let opened: Log | undefined;
say({ t: 'loaded' });
for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', a = '', b = ''] = line.split(' ');
  if (command === 'open') {
    opened = await openLog();
    const { state } = opened.sealer;
    say(state.kind === 'refused' ? { t: 'refused', sentence: state.sentence } : { t: 'open' });
  }
  if (command === 'die-at') mortality.arm(a as Step, Number(b));
  if (command === 'ensure' && opened) void ensure(opened, Number(a), Number(b));
}
process.exit(0);
