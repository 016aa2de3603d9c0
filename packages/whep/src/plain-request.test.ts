import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAddressPolicy } from '@porchlight/media';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainRequest } from './plain-request.ts';

let server: Server;
let port: number;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host} ${request.url}`);
    if (request.url === '/moved')
      response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
    else if (request.url === '/long') response.end(Buffer.alloc(5000));
    else if (request.url !== '/hang') response.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (url: string, { allow = ['127.0.0.0/8'], addresses = ['127.0.0.1'], timeoutMs = 2000 } = {}) => {
  asked = [];
  const policy = createAddressPolicy(allow, async () => addresses);
  return plainRequest({ method: 'GET', url, policy, maxBytes: 4096, timeoutMs });
};

describe('a request to a host that an owner named', () => {
  it('goes to the address that was judged, under the host’s own name', async () => {
    const answer = await ask(`http://camera.example:${port}/x`);
    expect(answer).toMatchObject({ kind: 'answer', status: 200, address: '127.0.0.1' });
    expect(asked).toEqual([`GET camera.example:${port} /x`]);
  });

  it('is not sent to a forbidden address, also when a name leads there', async () => {
    expect((await ask(`http://camera.example:${port}/`, { allow: [] })).kind).toBe('forbidden');
    expect((await ask(`http://camera.example:${port}/`, { addresses: [] })).kind).toBe('unresolved');
    expect(asked).toEqual([]);
  });

  it('does not follow a redirect', async () => {
    expect(await ask(`http://camera.example:${port}/moved`)).toMatchObject({ kind: 'answer', status: 302 });
    expect(asked).toHaveLength(1);
  });

  it('without TLS stays in the house', async () => {
    expect((await ask('http://camera.example/', { addresses: ['203.0.113.9'] })).kind).toBe('bad-url');
  });

  it.each(['ftp://x/', 'http://u:p@x/', 'http://x/#f', 'x', `http://x/${'a'.repeat(600)}`])(
    'is refused for %s',
    async (url) => {
      expect((await ask(url)).kind).toBe('bad-url');
    },
  );

  it('gives up an answer that is too long, and one that does not come', async () => {
    expect((await ask(`http://camera.example:${port}/long`)).kind).toBe('too-large');
    expect((await ask(`http://camera.example:${port}/hang`, { timeoutMs: 100 })).kind).toBe('unreachable');
  });
});
