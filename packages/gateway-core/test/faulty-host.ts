import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@porchlight/domain';
import type { openCamera } from '@porchlight/media';
import { caughtFault, openHost, systemRandom } from '../src/index.ts';

/**
 * A host as its own process, with the owners in the folder it is given: a camera whose address says `throw` raises an exception
 * nobody catches a moment after it is opened, one that says `reject` a rejection. Prints one JSON line for each event.
 */
const [dir = '', rootFingerprint = ''] = process.argv.slice(2);
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const playCamera: typeof openCamera = (targets, _ports, onState) => {
  const { url } = targets.main;
  const fault = () => new Error(`fault of ${url}`);
  if (url.includes('throw'))
    setTimeout(() => {
      throw fault();
    }, 20);
  if (url.includes('reject'))
    void new Promise((later) => setTimeout(later, 20)).then(() => Promise.reject(fault()));
  const state = { kind: 'live', detail: 'Live.', width: 640, height: 360 } as const;
  queueMicrotask(() => onState(state));
  return {
    state,
    hasSub: false,
    subscribe: () => () => undefined,
    newestGop: () => [],
    close: () => undefined,
  };
};

// A hub that refuses everybody: this host's owners are there already.
const hub = createServer((_request, response) => response.writeHead(503).end());
await new Promise<void>((done) => hub.listen(0, '127.0.0.1', done));
const url = new URL(`http://127.0.0.1:${(hub.address() as AddressInfo).port}`);
const limits = { owners: 10, cameras: 10, warmBytes: 1_000_000, bytesPerSecond: 1_000_000, children: 4 };
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: Error) => {
    const caught = caughtFault(error);
    print({ event: 'caught', caught, error: error.message });
    if (!caught) process.exit(70);
  });
const host = await openHost(
  { dir, hub: url, allowCameraNets: ['192.0.2.0/24'], rootFingerprint, limits },
  {
    clock: systemClock,
    random: systemRandom,
    openCamera: playCamera,
    log: (event, fields) =>
      print({ event, tenant: fields['tenant'], error: (fields['error'] as Error | undefined)?.message }),
  },
);
process.stdin.on('data', (data) => {
  if (String(data).includes('own fault'))
    setTimeout(() => {
      throw new Error('fault of the host');
    });
  else print({ event: 'owners', owners: host.owners() });
});
print({ event: 'ready' });
