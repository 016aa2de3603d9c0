/** What `npm run bench` runs, in this order, each with what it is given. */
export const BENCHES: readonly { readonly name: string; readonly args?: readonly string[] }[] = [
  { name: 'press-to-picture' },
  { name: 'one-stream' },
  { name: 'peers' },
  { name: 'wall' },
  { name: 'cut' },
  { name: 'incident-to-screen' },
  { name: 'relay' },
  { name: 'ingest' },
  { name: 'host' },
  { name: 'ingest', args: ['12', '5', '4', 'h265'] },
  { name: 'mask' },
  { name: 'gate' },
  { name: 'log-append' },
  { name: 'verify', args: ['100000'] },
  { name: 'circle-query' },
];
