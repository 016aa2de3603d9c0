import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAddressPolicy } from '@porchlight/media';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RingApi } from './ring-api.ts';

let server: Server;
let answer: RequestListener;
let api: RingApi;

beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
  const settings = {
    clientId: 'c',
    clientSecret: 's',
    hmacKey: 'h',
    apiUrl: url,
    tokenUrl: `${url}/t`,
    appUrl: url,
  };
  api = new RingApi(settings, policy, () => 0);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const says = (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): void => {
  answer = (_, response) => response.writeHead(status, headers).end(body);
};
const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 0x1c]), Buffer.from('ftypmp42'), Buffer.alloc(500)]);
const VIDEO = { 'content-type': 'video/mp4' };
const clip = (maxBytes = 10_000) => api.clip('t', 'd', { startsAt: 1000, durationMs: 5000, maxBytes });

describe('the answers of Ring’s service', () => {
  it.each([
    [401, {}, { code: 'unauthorised' }],
    [403, {}, { code: 'unauthorised' }],
    [404, {}, { code: 'missing' }],
    [429, { 'retry-after': '7' }, { code: 'busy', retryMs: 7000 }],
    [429, {}, { code: 'busy', retryMs: 1000 }],
    [503, {}, { code: 'offline' }],
    [500, {}, { code: 'unreachable' }],
    [302, { location: 'http://127.0.0.1/elsewhere' }, { code: 'odd' }],
  ])('%s is told by its name', async (status, headers, expected) => {
    says(status, '{}', headers as Record<string, string>);
    expect(await api.devices('t')).toMatchObject({ kind: 'failed', ...expected });
  });

  it.each([
    ['no JSON', '<html>'],
    ['another shape', '{"data":[{"id":1}]}'],
    ['an id that could leave a path', '{"data":[{"type":"devices","id":"../x","attributes":{"name":"a"}}]}'],
    ['more devices than anybody has', JSON.stringify({ data: Array.from({ length: 201 }, () => ({})) })],
    ['more bytes than any list has', ' '.repeat(600_000)],
  ])('that are %s are not used', async (_, body) => {
    says(200, body);
    expect(await api.devices('t')).toEqual({ kind: 'failed', code: 'odd', retryMs: undefined });
  });

  it('name a refused grant apart from a refused client', async () => {
    says(400, '{"error":"invalid_grant"}');
    expect(await api.refresh('r')).toEqual({ kind: 'failed', code: 'invalid-grant' });
    says(401, '{"error":"invalid_client"}');
    expect(await api.refresh('r')).toMatchObject({ kind: 'failed', code: 'unauthorised' });
  });

  it('bring a clip without sound, with the time at which it really begins', async () => {
    let asked = '';
    answer = (request, response) => {
      request.on('data', (chunk) => {
        asked += String(chunk);
      });
      request.on('end', () => response.writeHead(206, { ...VIDEO, 'x-media-timestamp': '1500' }).end(MP4));
    };
    expect(await clip()).toEqual({ kind: 'ok', value: { bytes: MP4, startsAt: 1500 } });
    expect(JSON.parse(asked)).toMatchObject({ timestamp: 1000, audio_options: { audio_enabled: false } });
  });

  it.each([
    ['larger than asked for', MP4, VIDEO, 400],
    ['of another kind', MP4, { 'content-type': 'text/html' }, 10_000],
    ['no MP4 inside', Buffer.alloc(600), VIDEO, 10_000],
  ])('bring no clip that is %s', async (_, body, headers, maxBytes) => {
    says(200, body, headers);
    expect(await clip(maxBytes)).toMatchObject({ kind: 'failed', code: 'odd' });
  });
});
