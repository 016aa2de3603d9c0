import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayOptions } from './gateway-config.ts';
import { startGateway } from './start-gateway.ts';

let dir: string;
let options: GatewayOptions;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-start-'));
  options = {
    stateDir: join(dir, 'state'),
    hubUrl: 'https://hub.example.org',
    listen: { host: '127.0.0.1', port: 0 },
    allowCameraNets: [],
  };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('starting the gateway', () => {
  it('gives the pass code at the first start alone, and frees folder and port when closed', async () => {
    const first = await startGateway(options);
    expect(first.localCode).toMatch(/^[0-9A-Z]{4}-/);
    expect((await fetch(`${first.localUrl}/log-on`)).status).toBe(200);
    await first.close();
    const second = await startGateway({
      ...options,
      listen: { host: '127.0.0.1', port: Number(new URL(first.url).port) },
    });
    expect(second.localCode).toBeUndefined();
    await second.close();
  });

  it.each([
    ['an insecure hub', { hubUrl: 'http://hub.example.org' }, 'hub-address'],
    ['a text that is no network', { allowCameraNets: ['127.0.0.1'] }, 'option'],
    ['a fingerprint that is none', { rootFingerprint: 'abc' }, 'option'],
    ['a port that is none', { listen: { host: '127.0.0.1', port: 70_000 } }, 'option'],
    ['an option it does not know', { stateFolder: '/tmp' }, 'option'],
    ['a certificate that is not there', { tlsCa: '/nonexistent.pem' }, 'certificate'],
  ])('refuses %s with one sentence', async (_, changes, code) => {
    await expect(startGateway({ ...options, ...changes } as GatewayOptions)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/\.$/),
    });
  });

  it('refuses an occupied port and lets go of the folder', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const listen = { host: '127.0.0.1', port };
    await expect(startGateway({ ...options, listen })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    other.close();
    await (await startGateway(options)).close();
  });

  it('refuses a folder that cannot be written and one that another gateway uses', async () => {
    await writeFile(join(dir, 'file'), '');
    const below = { ...options, stateDir: join(dir, 'file', 'state') };
    await expect(startGateway(below)).rejects.toMatchObject({ code: 'state-unwritable' });
    const running = await startGateway(options);
    await expect(startGateway(options)).rejects.toMatchObject({ code: 'state-locked' });
    await running.close();
  });
});
