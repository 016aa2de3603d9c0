import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a camera on the web behaves. The first four are good ones. */
export type WebScript =
  | 'multipart'
  /** No lengths, `\n` alone, dashes of its own in the boundary, something that is no picture between the pictures. */
  | 'loose-multipart'
  | 'snapshot'
  | 'digest'
  | 'basic'
  | 'bearer'
  | 'moved'
  | 'nothing-here'
  | 'in-trouble'
  | 'page'
  | 'hang'
  | 'falls-silent'
  | 'cut'
  | 'other-boundary'
  | 'endless-headers'
  | 'huge-part'
  | 'huge-snapshot'
  | 'zipped';

export interface WebCamera {
  readonly url: string;
  script: WebScript;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** The Authorization headers that came. */
  readonly authorizations: string[];
  /** Connections open now. */
  readonly open: () => number;
  close(): Promise<void>;
}

export const USER = 'viewer';
export const PASSWORD = 'correct horse';
const NONCE = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';

/** A camera that serves these JPEG pictures, one each 50 ms, on 127.0.0.1. */
export async function webCamera(script: WebScript, pictures: readonly Buffer[]): Promise<WebCamera> {
  const asked: string[] = [];
  const authorizations: string[] = [];
  let shown = 0;
  const next = (): Buffer => pictures[shown++ % pictures.length] as Buffer;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.headers.authorization) authorizations.push(request.headers.authorization);
    ANSWERS[camera.script]({ request, response, next });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new Set<object>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const camera: WebCamera = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/video`,
    script,
    asked,
    authorizations,
    open: () => sockets.size,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return camera;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly next: () => Buffer;
}

const plain =
  (status: number, headers: Record<string, string> = {}) =>
  ({ response }: Asked): void => {
    response.writeHead(status, headers).end('no');
  };

const mixed = (response: ServerResponse, boundary: string): void => {
  response.writeHead(200, { 'content-type': `multipart/x-mixed-replace; boundary=${boundary}` });
};

/** One answer without end, of what `make` makes each 50 ms. */
const stream =
  (boundary: string, before: string, make: (next: () => Buffer) => Buffer) =>
  ({ response, next }: Asked): void => {
    mixed(response, boundary);
    if (before !== '') response.write(before);
    every50ms(response, () => make(next));
  };

const multipart = stream('picture', '', (next) => part(next()));

const ANSWERS: Record<WebScript, (asked: Asked) => void> = {
  multipart,
  'loose-multipart': stream('"--a b"', 'what comes before is passed over\n', (next) =>
    Buffer.concat([
      Buffer.from('--a b\ncontent-type: text/plain\n\n12:00:07\n'),
      Buffer.from('--a b\nContent-type: image/jpeg\n\n'),
      next(),
      Buffer.from('\r\n'),
    ]),
  ),
  snapshot: ({ response, next }) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(next());
  },
  digest: (asked) => {
    if (isRight(asked.request.headers.authorization)) multipart(asked);
    else
      plain(401, {
        'www-authenticate': `Basic realm="camera", Digest realm="camera", nonce="${NONCE}", qop="auth", algorithm=SHA-256`,
      })(asked);
  },
  basic: plain(401, { 'www-authenticate': 'Basic realm="camera"' }),
  bearer: plain(401, { 'www-authenticate': 'Bearer' }),
  moved: plain(302, { location: '/elsewhere' }),
  'nothing-here': plain(404),
  'in-trouble': plain(503),
  page: plain(200, { 'content-type': 'text/html' }),
  zipped: plain(200, { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' }),
  hang: () => undefined,
  'falls-silent': ({ response, next }) => {
    mixed(response, 'picture');
    response.write(part(next()).subarray(0, 900));
  },
  cut: ({ response, next }) => {
    mixed(response, 'picture');
    response.write(part(next()).subarray(0, 900), () => response.destroy());
  },
  'other-boundary': stream('else', '', (next) =>
    Buffer.concat(Array.from({ length: 50 }, () => part(next()))),
  ),
  'endless-headers': stream('picture', '--picture\r\n', () => Buffer.from(`x-more: ${'y'.repeat(2000)}\r\n`)),
  'huge-part': ({ response }) => {
    mixed(response, 'picture');
    response.write('--picture\r\ncontent-length: 5000000\r\n\r\n');
  },
  'huge-snapshot': ({ response }) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' });
    every50ms(response, () => Buffer.alloc(1_000_000));
  },
};

const part = (picture: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`--picture\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`),
    picture,
    Buffer.from('\r\n'),
  ]);

function every50ms(response: ServerResponse, make: () => Buffer): void {
  response.write(make());
  const timer = setInterval(() => response.write(make()), 50);
  response.on('close', () => clearInterval(timer));
}

/** RFC 7616 §3.4.1, written down a second time. */
function isRight(authorization = ''): boolean {
  const field = (name: string): string =>
    new RegExp(`[ ,]${name}="?([^",]+)"?`).exec(authorization)?.[1] ?? '';
  const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
  const [one, two] = [sha(`${USER}:camera:${PASSWORD}`), sha('GET:/video')];
  const wanted = sha(`${one}:${NONCE}:${field('nc')}:${field('cnonce')}:auth:${two}`);
  return field('username') === USER && field('response') === wanted;
}
