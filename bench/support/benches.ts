/** The rows that stand in README.md, by bench and row, under words that need no context. */
export const HEADLINES: readonly (readonly [bench: string, what: string, words: string])[] = [
  [
    'press-to-picture',
    'press → first picture drawn, each tile',
    'operator’s press → first picture, each of 12 cameras, ms; ffmpeg opening one',
  ],
  ['peers', 'Porchlight: glass to glass, ms', 'camera’s sending → painted, 720p, ms; Janus (WebRTC)'],
  ['peers', 'Porchlight: CPU-s a minute', 'servers for that stream, CPU-s a minute; Janus'],
  ['wall', 'glass to glass, sub 360p, ms', 'camera’s sending → painted, wall of 13, small tiles, ms'],
  ['wall', 'servers for the wall, CPU-s a minute', 'servers for that wall, CPU-s a minute'],
  [
    'wall',
    'the same with the cores kept awake',
    'the same with the machine’s cores kept awake, CPU-s a minute',
  ],
  ['streams', 'capture → opened, ms', '300 cameras at once, capture → opened, ms; 60 of them'],
  ['cut', 'owner stops → dark tile', 'owner’s stop → dark tile, ms'],
  [
    'gate',
    'gate a camera (peer: one ECDSA verification), ms',
    'the gate, a camera, ms; one ECDSA verification',
  ],
  ['log-append', 'twelve at once, each, ms', 'log entry → cosigned by two witnesses, twelve at once, ms'],
  [
    'verify',
    'entries a second (peer: reading and hashing alone)',
    '`porchlight verify`, entries a second; hashing alone',
  ],
  ['relay', 'processor, % of a core', '500 viewers of one stream, % of a core; bare ws sends'],
];

/** What `npm run bench` runs, in this order, each with what it is given. */
export const BENCHES: readonly { readonly name: string; readonly args?: readonly string[] }[] = [
  { name: 'press-to-picture' },
  { name: 'one-stream' },
  { name: 'peers' },
  { name: 'wall' },
  { name: 'wall', args: ['--windows', '2'] },
  { name: 'seats' },
  { name: 'streams' },
  { name: 'cut' },
  { name: 'incident-to-screen' },
  { name: 'day-of-incidents' },
  { name: 'relay' },
  { name: 'backlog' },
  { name: 'hung' },
  { name: 'ingest' },
  { name: 'host' },
  { name: 'ring' },
  { name: 'ingest', args: ['12', '5', '8', 'h265'] },
  { name: 'mask' },
  { name: 'gate' },
  { name: 'log-append' },
  { name: 'verify', args: ['100000'] },
  { name: 'circle-query' },
  { name: 'nodes' },
];
