import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeProgramme } from '@porchlight/testkit';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubSecrets } from './env.ts';
import { type HubConfig, startHub } from './index.ts';

let folder: string;
let config: HubConfig;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-start-'));
  const webDir = join(folder, 'web');
  await mkdir(webDir);
  await writeFile(join(webDir, 'index.html'), '<!doctype html><title>test</title>');
  const trustFile = join(folder, 'trust.json');
  const made = await makeProgramme();
  const { root, programme, policy } = made.envelopes;
  const logKeyFile = join(folder, 'log.json');
  const key = { schema: 'porchlight/key/v1', use: 'log', kind: 'ed25519', ...made.logKeys.pair };
  await writeFile(logKeyFile, JSON.stringify(key));
  await writeFile(trustFile, JSON.stringify({ schema: 'porchlight/trust/v1', root, programme, policy }));
  const listen = { host: '127.0.0.1', port: 0 };
  config = {
    listen,
    publicUrl: 'https://cameras.example.org',
    trustFile,
    logKeyFile,
    stateDir: join(folder, 'state'),
    webDir,
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const refused = (changes: Partial<HubConfig>, code: string, sentence: RegExp) =>
  expect(startHub({ ...config, ...changes })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(sentence),
  });

describe('startHub refuses', () => {
  it('an address for others without encryption, and says what to give', async () => {
    const { publicUrl: _, ...without } = config;
    const open = { ...without, listen: { host: '0.0.0.0', port: 0 } };
    await expect(startHub(open)).rejects.toMatchObject({
      code: 'insecure-address',
      message: expect.stringMatching(/--tls-cert and --tls-key, or --public-url/),
    });
  });

  it('an address that the programme was not made for', async () => {
    await refused({ publicUrl: 'https://other.example' }, 'other-origin', /made for https:\/\/cameras/);
  });

  it('a wrong option by its name, without repeating a secret', async () => {
    await refused({ listen: { host: '127.0.0.1', port: 99_999 } }, 'option', /listen\.port/);
    const error = await startHub({ ...config, smtpUrl: 'ftp://user:hunter2@host' }).catch((e: Error) => e);
    expect((error as Error).message).toMatch(/smtpUrl/);
    expect((error as Error).message).not.toContain('hunter2');
  });

  it('a variable that is not an address, by its name', () => {
    expect(() => hubSecrets({ DATABASE_URL: 'localhost' })).toThrow(/DATABASE_URL/);
    expect(hubSecrets({ DATABASE_URL: '' })).toEqual({});
  });

  it('a missing or spoiled trust file', async () => {
    await refused({ trustFile: join(folder, 'none.json') }, 'trust-file', /porchlight init/);
    const spoiled = join(folder, 'spoiled.json');
    await writeFile(spoiled, '{"schema":');
    await refused({ trustFile: spoiled }, 'trust-file', /cannot be read/);
  });

  it('a folder without pages, and a simulated town behind a real programme', async () => {
    await refused({ webDir: join(folder, 'nothing') }, 'web-files', /npm run build/);
    await refused({ demoControlUrl: 'http://127.0.0.1:1' }, 'option', /synthetic/);
  });

  it('a state folder that cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    await refused({ stateDir: join(folder, 'file', 'state') }, 'unwritable-folder', /--state/);
  });

  it('an occupied port, and leaves no database behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    await refused({ listen: { host: '127.0.0.1', port } }, 'port-taken', /--listen/);
    other.close();
    const left = spawnSync('pgrep', ['-f', join(folder, 'state')], { encoding: 'utf8' });
    expect(left.stdout).toBe('');
  });

  it('a test notice without a mail server', async () => {
    await refused({ testMail: 'it@example.org' }, 'mail', /PORCHLIGHT_SMTP_URL/);
  });
});

describe('startHub', () => {
  it('serves, sends the test notice, keeps its data over a restart, and stops without a process left', async () => {
    const mails: string[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part));
        stream.on('end', () => {
          mails.push(Buffer.concat(parts).toString());
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as { port: number };
    const mail = { smtpUrl: `smtp://127.0.0.1:${port}`, testMail: 'it@example.org' };
    const hub = await startHub({ ...config, ...mail });
    const ready = await fetch(`${hub.url}/readyz`);
    expect(ready.status).toBe(503);
    const parts = { database: 'ok', log: 'ok', witnesses: 'silent', mail: 'ok' };
    expect(await ready.json()).toEqual({ ok: false, ...parts });
    expect(mails[0]).toContain('Subject: Test notice of Test programme');
    await hub.close();
    const again = await startHub(config);
    expect((await fetch(`${again.url}/healthz`)).status).toBe(200);
    await again.close();
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
    const left = spawnSync('pgrep', ['-f', join(folder, 'state')], { encoding: 'utf8' });
    expect(left.stdout).toBe('');
  });
});
