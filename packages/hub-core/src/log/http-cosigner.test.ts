import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { httpCosigner } from './http-cosigner.ts';
import { newSigner } from './testing/memory-log.ts';

const servers: Server[] = [];
let key: Awaited<ReturnType<typeof newSigner>>['key'];
beforeAll(async () => {
  ({ key } = await newSigner('witness.example/a', 'cosignature'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function witness(listener: RequestListener) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return httpCosigner('a', key, `http://127.0.0.1:${port}/base/`);
}

const body = new TextEncoder().encode('old 0\n\nbody');
const answering = (status: number, text: string) =>
  witness((_request, response) => response.writeHead(status).end(text));

test('posts the body as it is to add-checkpoint below the address, and gives back the lines', async () => {
  const heard: unknown[] = [];
  const cosigner = await witness((request, response) => {
    request.on('data', (part: Buffer) => heard.push(request.method, request.url, part.toString()));
    request.on('end', () => response.end('— w AAAAAAAA\n'));
  });
  expect(await cosigner.addCheckpoint(body)).toEqual({ kind: 'signatures', lines: '— w AAAAAAAA\n' });
  expect(heard).toEqual(['POST', '/base/add-checkpoint', 'old 0\n\nbody']);
});

test.each([
  [409, '17\n', { kind: 'conflict', size: 17 }],
  [409, '17', { kind: 'conflict', size: 17 }],
  [409, '017\n', { kind: 'refused', detail: 'status 409' }],
  [409, '99999999999999999999', { kind: 'refused', detail: 'status 409' }],
  [422, 'no', { kind: 'refused', detail: 'status 422' }],
  [404, '', { kind: 'refused', detail: 'status 404' }],
  [500, 'x', { kind: 'refused', detail: 'status 500' }],
])('reads status %i with body %j as %j', async (status, text, expected) => {
  expect(await (await answering(status, text)).addCheckpoint(body)).toEqual(expected);
});

test('leaves a witness alone that redirects, answers without end, or breaks off', async () => {
  const redirects = await witness((_request, response) =>
    response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  );
  const endless = await witness((_request, response) => {
    const more = () => response.write('x'.repeat(8192), () => !response.destroyed && more());
    more();
  });
  const broken = await witness((request) => request.socket.destroy());
  for (const cosigner of [redirects, endless, broken])
    expect(await cosigner.addCheckpoint(body)).toMatchObject({ kind: 'unreachable' });
});

test('gives up on a witness that does not answer', async () => {
  const silent = await witness(() => undefined);
  expect(await silent.addCheckpoint(body)).toEqual({ kind: 'unreachable', detail: 'TimeoutError' });
});
