import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeMessage } from '@porchlight/contract';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { NodeLinks, type NodeLinksConfig } from './node-links.ts';

const SECRET = 'a secret that the hubs of one city share';
const A = '00000000000a';
const B = '00000000000b';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const open: NodeLinks[] = [];
afterEach(() => {
  for (const links of open.splice(0)) links.close();
});

async function hub(nodeId: string, more: Partial<NodeLinksConfig> = {}) {
  const links = await NodeLinks.open({
    listen: { host: '127.0.0.1', port: 0 },
    secret: SECRET,
    log,
    ...more,
  });
  open.push(links);
  const heard: (string | NodeMessage)[] = [];
  links.listen({
    up: (other) => heard.push(`up ${other}`),
    down: (other) => heard.push(`down ${other}`),
    message: (_, message) => heard.push(message),
  });
  const taken: WebSocket[] = [];
  links.serve([
    {
      path: '/node/viewer',
      maxPayload: 1024,
      for: ['hub'],
      open: async () => (socket) => taken.push(socket),
    },
  ]);
  return { nodeId, links, heard, taken, address: links.address };
}

type Hub = Awaited<ReturnType<typeof hub>>;

function meet(...hubs: Hub[]): void {
  for (const { nodeId, links } of hubs)
    links.meet(
      nodeId,
      hubs.filter((each) => each.nodeId !== nodeId),
    );
}

async function until(test: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !test(); ) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('two hubs that hear of each other have one link, and messages pass both ways in order', async () => {
  const [a, b] = [await hub(A), await hub(B)];
  meet(a, b);
  await until(() => a.heard.length === 1 && b.heard.length === 1);
  meet(a, b);
  for (let size = 0; size < 50; size++) expect(a.links.send(B, { t: 'log-grown', size })).toBe(true);
  b.links.send(A, { t: 'page', ownerId: null });
  await until(() => b.heard.length === 51 && a.heard.length === 2);
  expect(a.heard).toEqual([`up ${B}`, { t: 'page', ownerId: null }]);
  expect(b.heard.slice(1)).toEqual(Array.from({ length: 50 }, (_, size) => ({ t: 'log-grown', size })));
});

test('the end of one is known to the other, which keeps nothing for it', async () => {
  const [a, b] = [await hub(A), await hub(B)];
  meet(a, b);
  await until(() => b.heard.length === 1);
  a.links.close();
  await until(() => b.heard.length === 2);
  expect(b.heard).toEqual([`up ${A}`, `down ${A}`]);
  expect(b.links.send(A, { t: 'page', ownerId: null })).toBe(false);
  expect(b.links.linked()).toEqual([]);
});

test('a hub with another secret gets no link, and a stranger no socket', async () => {
  const [a, b] = [await hub(A, { secret: 'some other secret of thirty-two letters' }), await hub(B)];
  meet(a, b);
  const stranger = new WebSocket(`${b.address.replace('http', 'ws')}/node/link`);
  const refused = await new Promise<string>((resolve) =>
    stranger.on('error', (error) => resolve(error.message)),
  );
  expect(refused).toContain('401');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([a.links.linked(), b.links.linked()]).toEqual([[], []]);
});

test('with a certificate of the city’s own the link is encrypted, and holds for the public name alone', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'porchlight-links-'));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const name = ['-subj', '/CN=city.example', '-addext', 'subjectAltName=DNS:city.example'];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', [...made, '-keyout', key, '-out', cert, ...name], { stdio: 'ignore' });
  const pem = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(dir, { recursive: true });
  const [a, b] = await Promise.all(
    [A, B].map((id) => hub(id, { tls: { ...pem, serverName: 'city.example' } })),
  );
  const other = await hub('000000000009', { tls: { ...pem, serverName: 'elsewhere.example' } });
  if (!a || !b) throw new Error('no hubs');
  expect(a.address).toMatch(/^https:/);
  meet(a, b);
  meet(other, b);
  await until(() => a.links.linked().length === 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(other.links.linked()).toEqual([]);
});

/** A way to that address that can fall silent: bytes vanish then, and nobody is told. */
async function wayTo(address: string) {
  const way = { address: '', silent: false };
  const server = createServer((near) => {
    const far = connect(Number(new URL(address).port), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => way.silent || to.write(chunk));
      from
        .unref()
        .on('error', () => undefined)
        .on('close', () => way.silent || to.destroy());
    }
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  way.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return way;
}

test('where nothing comes through any more, the other sockets between two hubs end with their link, at both', async () => {
  const [a, b] = [await hub(A), await hub(B)];
  const way = await wayTo(b.address);
  a.links.meet(A, [{ nodeId: B, address: way.address }]);
  await until(() => a.heard.length === 1 && b.heard.length === 1);
  const dialled = a.links.dial(B, '/node/viewer');
  await until(() => dialled?.readyState === WebSocket.OPEN && b.taken.length === 1);
  way.silent = true;
  await until(() => dialled?.readyState === WebSocket.CLOSED && b.taken[0]?.readyState === WebSocket.CLOSED);
  expect([a.heard, b.heard]).toEqual([
    [`up ${B}`, `down ${B}`],
    [`up ${A}`, `down ${A}`],
  ]);
}, 30_000);
