/** The measured process of ingest.ts: keeps streams open and answers over IPC with its own CPU, memory and WebCrypto times. */
import { type CameraSource, createAddressPolicy, openCamera, type StreamTarget } from '@porchlight/media';

/** Asked for by the parent. */
export type Ask =
  | { readonly ask: 'open'; readonly targets: readonly StreamTarget[] }
  | { readonly ask: 'figures'; readonly collect: boolean }
  | { readonly ask: 'crypto'; readonly calls: number };

export interface Figures {
  /** User and system time so far, µs. */
  readonly cpuUs: number;
  readonly rssBytes: number;
  /** Heap and buffers in use after a collection. */
  readonly heldBytes: number;
  readonly units: number;
  readonly bytes: number;
  readonly live: number;
}

const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const ports = { policy, nowUs: () => Date.now() * 1000, random: Math.random };
const sources: CameraSource[] = [];
let units = 0;
let bytes = 0;

function open(targets: readonly StreamTarget[]): void {
  for (const main of targets) {
    const source = openCamera({ main }, ports, () => undefined);
    source.subscribe('main', ({ data }) => {
      units += 1;
      bytes += data.length;
    });
    sources.push(source);
  }
}

/** Buffers are given back a moment after their collection, and only then does the next one find what held on to them. */
async function collected(): Promise<void> {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 300));
  globalThis.gc?.();
}

async function figures(collect: boolean): Promise<Figures> {
  if (collect) await collected();
  const { user, system } = process.cpuUsage();
  const live = sources.filter(({ state }) => state.kind === 'live').length;
  const { rss, heapUsed, external } = process.memoryUsage();
  return { cpuUs: user + system, rssBytes: rss, heldBytes: heapUsed + external, units, bytes, live };
}

/** How long WebCrypto takes for a 12 KB frame, one every 10 ms, in ms: shows whether streams hold the thread pool. */
async function cryptoTimes(calls: number): Promise<number[]> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const frame = new Uint8Array(12_000);
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const start = performance.now();
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, frame);
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return times;
}

process.on('message', async (message: Ask) => {
  if (message.ask === 'open') open(message.targets);
  const collect = message.ask === 'figures' && message.collect;
  process.send?.(message.ask === 'crypto' ? await cryptoTimes(message.calls) : await figures(collect));
});
