import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FAULTS } from '../camera-state.ts';

const ASKER = fileURLToPath(new URL('../../test/tls-asker.ts', import.meta.url));
const BASIC = `Basic ${Buffer.from('camera:secret').toString('base64')}`;
const dir = mkdtempSync(join(tmpdir(), 'porchlight-tls-'));
const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
let camera: Server;
/** What each request said of itself. */
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  const made = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2'.split(' ');
  const name = ['-subj', '/CN=camera.test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', [...made, '-keyout', key, '-out', cert, ...name], { stdio: 'ignore' });
  camera = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const { authorization } = request.headers;
    asked.push(authorization);
    if (authorization === BASIC) response.setHeader('content-type', 'image/jpeg').end('picture');
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end();
  }).listen(0, '127.0.0.1');
  await once(camera, 'listening');
});
afterAll(() => {
  camera.close();
  rmSync(dir, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
});

/** A process that trusts what every box trusts and, when it is given, this certificate. */
async function ask(trusted?: string): Promise<unknown> {
  const args = ['--conditions=source', '--import', 'tsx', ASKER];
  const url = `https://127.0.0.1:${(camera.address() as AddressInfo).port}/picture.jpg`;
  const env = { ...process.env, ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }) };
  const { stdout } = await promisify(execFile)(process.execPath, [...args, url], { env });
  return JSON.parse(stdout);
}

it('a certificate that the box does not trust is refused in those words, before a word is said', async () => {
  expect(await ask()).toEqual(FAULTS.certificate);
  expect(asked).toEqual([]);
});

it('over TLS that it trusts the password goes out as it is, and only when it is asked for', async () => {
  expect(await ask(cert)).toEqual({ statusCode: 200 });
  expect(asked).toEqual([undefined, BASIC]);
});
