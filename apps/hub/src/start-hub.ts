import { randomBytes } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TrustFile } from '@porchlight/contract';
import { systemClock } from '@porchlight/domain';
import {
  type Hub,
  type HubLog,
  type HubStore,
  LogError,
  type Mailer,
  openHub,
  type PublicLogPorts,
  TrustError,
} from '@porchlight/hub-core';
import { type HubServer, NodeLinks, serveHub, type WebConfig, webauthnPasskeys } from '@porchlight/hub-http';
import { type RootStatement, readStatement } from '@porchlight/statements';
import { openDatabase } from './database.ts';
import { clusterOf, type HubConfig, type HubSettings, readConfig, refuseInsecure } from './hub-config.ts';
import { createHubLog } from './hub-log.ts';
import { HubStartError } from './hub-start-error.ts';
import { openLogPorts } from './log-ports.ts';
import { smtpMailer } from './smtp-mailer.ts';
import { sendTestMail } from './test-mail.ts';
import { readTrustFile } from './trust-file.ts';

export interface RunningHub {
  /** Where it listens; the address people use is the origin in the programme's root. */
  readonly url: string;
  /** Ends every look and connection, stops the database it started, and leaves nothing running. */
  close(): Promise<void>;
}

/**
 * Starts the city's server and resolves when it serves. Rejects with an Error that has a `code` and one sentence for a
 * wrong option, an insecure address, a trust file that does not hold, an unwritable folder or an occupied port.
 *
 * Started by `porchlight hub --trust trust.json --state DIR`; from source:
 * `npx tsx --conditions=source apps/cli/src/main.ts hub --trust trust.json --state DIR`.
 */
export async function startHub(config: HubConfig): Promise<RunningHub> {
  const settings = readConfig(config);
  const trustFile = await readTrustFile(settings.trustFile);
  const root = await readRoot(trustFile);
  refuseInsecure(settings, root.origin);
  const cluster = clusterOf(settings);
  const base = await webConfig(settings, root);
  const log = createHubLog();
  const links = cluster && (await openLinks(cluster, base, root, log));
  const web: WebConfig = links ? { ...base, links } : base;
  const database = await openDatabase(settings, log);
  const mailer = smtpMailer(settings.smtpUrl, settings.mailFrom);
  const closeBase = async (): Promise<void> => {
    mailer.close();
    links?.close();
    await database.close();
  };
  try {
    const publicLog = await openLogPorts(settings, root);
    const more = { publicLog, ...(links && { nodes: links }) };
    const hub = await openHubWith(database.store, mailer, log, trustFile, root, more, settings);
    const server = await serve(hub, web, settings).catch(async (error: unknown) => {
      await hub.close();
      throw error;
    });
    log.info({ url: server.url, origin: root.origin, synthetic: root.synthetic }, 'the hub serves');
    return {
      url: server.url,
      close: async () => {
        if (cluster) {
          server.leave();
          await hub.nodes?.resign().catch((err: unknown) => log.warn({ err }, 'the lead was not given up'));
          await delay(cluster.leaveMs);
        }
        await server.close();
        await hub.close();
        await closeBase();
      },
    };
  } catch (error) {
    await closeBase();
    throw error;
  }
}

async function openLinks(
  cluster: NonNullable<ReturnType<typeof clusterOf>>,
  { tls }: WebConfig,
  root: RootStatement,
  log: HubLog,
): Promise<NodeLinks> {
  const { listen, address, secret } = cluster;
  const secure = tls && { tls: { ...tls, serverName: new URL(root.origin).hostname } };
  return NodeLinks.open({ listen, secret, log, ...(address && { address }), ...secure }).catch(
    (cause: unknown) => {
      throw new HubStartError(
        'listen',
        `The hub cannot listen for other hubs on ${listen.host}:${listen.port}.`,
        cause,
      );
    },
  );
}

async function openHubWith(
  store: HubStore,
  mailer: Mailer,
  log: HubLog,
  trustFile: TrustFile,
  root: RootStatement,
  more: { readonly publicLog: PublicLogPorts; readonly nodes?: NodeLinks },
  { keepDays }: HubSettings,
): Promise<Hub> {
  const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
  const passkeys = webauthnPasskeys({ origin: root.origin, rpId: root.rpId });
  const ports = { store, clock: systemClock, random, log, mailer, passkeys, ...more };
  return openHub(ports, trustFile, keepDays === undefined ? {} : { keepDays }).catch((cause) => {
    if (cause instanceof LogError) throw new HubStartError('public-log', cause.message, cause);
    if (cause instanceof TrustError) throw new HubStartError('trust-file', cause.message, cause);
    throw cause;
  });
}

async function serve(hub: Hub, web: WebConfig, settings: HubSettings): Promise<HubServer> {
  const { store, clock, mailer } = hub.ports;
  const { name } = hub.trust.current.programme.statement;
  if (settings.testMail !== undefined) await sendTestMail(mailer, store, clock, settings.testMail, name);
  return serveHub(hub, web).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const where = `${settings.listen.host}:${settings.listen.port}`;
    if (code === 'EADDRINUSE')
      throw new HubStartError(
        'port-taken',
        `Something else listens on ${where}; choose another with --listen.`,
        cause,
      );
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new HubStartError('listen', `The hub cannot listen on ${where}.`, cause);
    throw cause;
  });
}

async function readRoot(trustFile: TrustFile): Promise<RootStatement> {
  const read = await readStatement('root', trustFile.root);
  if (read.kind === 'refused')
    throw new HubStartError('trust-file', `The root in the trust file was refused (${read.detail}).`);
  return read.value.statement;
}

async function webConfig(settings: HubSettings, root: RootStatement): Promise<WebConfig> {
  const { listen, tls, map, demoControlUrl, publicUrl, metricsToken } = settings;
  const webDir = resolve(settings.webDir);
  await mustExist(webDir, 'web-files', `There are no pages in ${webDir}; build them with npm run build.`);
  if (map) await mustExist(map.file, 'map-file', `There is no map at ${map.file}.`);
  if (demoControlUrl !== undefined && !root.synthetic)
    throw new HubStartError('option', 'A simulated town can stand behind a synthetic programme only.');
  return {
    listen,
    webDir,
    behindProxy: tls === undefined && publicUrl !== undefined && root.origin.startsWith('https:'),
    ...(map && { map: { ...map, file: resolve(map.file) } }),
    ...(demoControlUrl !== undefined && { demoControlUrl }),
    ...(metricsToken !== undefined && { metricsToken }),
    ...(tls && { tls: { cert: await pem(tls.cert), key: await pem(tls.key) } }),
  };
}

async function mustExist(path: string, code: 'web-files' | 'map-file', sentence: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    throw new HubStartError(code, sentence, cause);
  });
}

async function pem(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new HubStartError('certificate', `The file ${path} cannot be read.`, cause);
  });
}
