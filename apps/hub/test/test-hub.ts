import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@porchlight/domain';
import {
  type Hub,
  type HubLog,
  type Mail,
  openHub,
  type PublicLogPorts,
  publicLogPorts,
} from '@porchlight/hub-core';
import { type HubServer, serveHub, type WebConfig, webauthnPasskeys } from '@porchlight/hub-http';
import { readStatement } from '@porchlight/statements';
import type { TestProgramme } from '@porchlight/testkit';
import { openDatabase } from '../src/database.ts';
import { readConfig } from '../src/hub-config.ts';
import { playedWitness } from './played-witness.ts';

/** A clock that runs from a chosen moment and can be moved. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

export interface TestHub {
  readonly hub: Hub;
  readonly server: HubServer;
  readonly origin: string;
  readonly clock: TestClock;
  readonly mails: Mail[];
  readonly stateDir: string;
  /** Calls the server as the site's own page would; `cookie` and `body` when given. */
  call(
    method: string,
    path: string,
    options?: { body?: unknown; cookie?: string; origin?: string | null },
  ): Promise<{ status: number; body: unknown; cookie: string | undefined; headers: Headers }>;
  close(): Promise<void>;
}

const SILENT: HubLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * The whole server on a real PostgreSQL in a temporary folder, without a network beyond loopback. Witnesses without an
 * address in the root play in the same process.
 */
export async function startTestHub(
  made: Pick<TestProgramme, 'envelopes' | 'logKeys'>,
  startsAt: number,
  log = SILENT,
  web: Partial<WebConfig> = {},
): Promise<TestHub> {
  const { root: rootEnvelope, programme, policy } = made.envelopes;
  const trust = { schema: 'porchlight/trust/v1', root: rootEnvelope, programme, policy } as const;
  const folder = await mkdtemp(join(tmpdir(), 'porchlight-hub-'));
  const webDir = join(folder, 'web');
  await mkdir(join(webDir, 'assets'), { recursive: true });
  await writeFile(join(webDir, 'index.html'), '<!doctype html><title>test</title>');
  await writeFile(join(webDir, 'console.html'), '<!doctype html><title>console</title>');
  await writeFile(join(webDir, 'assets', 'a-1234.js'), 'export {};');
  await writeFile(join(folder, 'map.pmtiles'), 'PMTiles0123456789');
  const listen = { host: '127.0.0.1', port: 0 };
  const settings = readConfig({
    listen,
    trustFile: 'none',
    logKeyFile: 'none',
    stateDir: join(folder, 'state'),
    webDir,
  });
  const database = await openDatabase(settings, log);
  const clock = testClock(startsAt);
  const mails: Mail[] = [];
  const root = await readStatement('root', trust.root);
  if (root.kind === 'refused') throw new Error(root.detail);
  const { origin } = root.value.statement;
  const mailer = { configured: true, send: async (mail: Mail) => void mails.push(mail) };
  const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };
  const passkeys = webauthnPasskeys(root.value.statement);
  const ports = { store: database.store, clock, random, log, mailer, passkeys };
  const publicLog = await witnessed(made, root.value.statement.log.policy, settings.stateDir, clock);
  const hub = await openHub({ ...ports, publicLog }, trust);
  const map = { file: join(folder, 'map.pmtiles'), attribution: 'test', badge: null };
  const server = await serveHub(hub, { listen, webDir, map, behindProxy: false, ...web });
  return {
    hub,
    server,
    origin,
    clock,
    mails,
    stateDir: settings.stateDir,
    call: (method, path, options = {}) => call(server.url, origin, method, path, options),
    close: async () => {
      await server.close();
      await hub.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function witnessed(
  { logKeys }: Pick<TestProgramme, 'logKeys'>,
  policy: string,
  stateDir: string,
  clock: Clock,
): Promise<PublicLogPorts> {
  const ports = await publicLogPorts(policy, logKeys.pair, stateDir);
  if (ports.cosigners.length > 0) return ports;
  const played = logKeys.witnesses.map((witness) => playedWitness(witness, logKeys.log.key, clock));
  return { ...ports, cosigners: await Promise.all(played) };
}

function testClock(startsAt: number): TestClock {
  const started = performance.now();
  let moved = 0;
  const passed = () => Math.floor(performance.now() - started) + moved;
  return {
    now: () => startsAt + passed(),
    monotonic: passed,
    advance: (ms) => {
      moved += ms;
    },
  };
}

async function call(
  url: string,
  siteOrigin: string,
  method: string,
  path: string,
  options: { body?: unknown; cookie?: string; origin?: string | null },
) {
  const headers: Record<string, string> = {};
  if (options.origin !== null) headers['origin'] = options.origin ?? siteOrigin;
  if (options.cookie !== undefined) headers['cookie'] = options.cookie;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') ?? false;
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  return {
    status: answer.status,
    body: json && text !== '' ? (JSON.parse(text) as unknown) : text,
    cookie,
    headers: answer.headers,
  };
}
