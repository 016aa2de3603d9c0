import type { HubConfig } from '@porchlight/hub';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { parseListen, parseOrigin, parseWhole } from '../options.ts';
import { runUntilStopped } from '../run-until-stopped.ts';
import { WEB_DIR } from '../web-dir.ts';

interface HubOptions {
  readonly trust: string;
  readonly logKey: string;
  readonly state: string;
  readonly listen: { host: string; port: number };
  readonly publicUrl?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly map?: string;
  readonly mapAttribution: string;
  readonly mapBadge?: string;
  readonly mailFrom?: string;
  readonly testMail?: string;
  readonly keepDays?: number;
  readonly demoControl?: string;
  readonly clusterListen?: { host: string; port: number };
  readonly clusterAddress?: string;
  readonly leaveSeconds: number;
}

export function addHub(program: Command): void {
  program
    .command('hub')
    .summary("run the city's server")
    .description(
      `Runs the hub: web pages, incident queue, relay of encrypted pictures. It holds no key to any picture.
PostgreSQL runs inside unless DATABASE_URL names a server.

Environment:
  DATABASE_URL           postgres://… of a server to use instead of the embedded one
  PORCHLIGHT_SMTP_URL    smtp://user:password@host:port for notices to owners
  PORCHLIGHT_METRICS_TOKEN  whoever sends it may read /metrics; without it, this machine alone
  PORCHLIGHT_CLUSTER_SECRET  what several hubs over one database share: 32 characters or more, with --cluster-listen`,
    )
    .requiredOption('--trust <file>', 'trust.json written by `porchlight init`')
    .requiredOption('--log-key <file>', 'keys/log.json written by `porchlight init`: signs the public log')
    .requiredOption('--state <folder>', 'where the hub keeps its data')
    .option('--listen <host:port>', 'address to listen on', parseListen, { host: '127.0.0.1', port: 8080 })
    .option('--public-url <url>', 'https address people use, when a proxy stands in front', parseOrigin)
    .option('--tls-cert <file>', 'certificate chain (PEM), with --tls-key')
    .option('--tls-key <file>', 'private key (PEM)')
    .option('--map <file>', 'base map as PMTiles; without one the boundary is drawn on a plain ground')
    .option('--map-attribution <text>', 'credit line of the base map', '© OpenStreetMap contributors')
    .option('--map-badge <text>', 'note shown on the map')
    .option('--mail-from <address>', 'sender of notices')
    .option(
      '--test-mail <address>',
      'send a test notice to this address; a real programme goes live only after one was delivered',
    )
    .option(
      '--keep-days <n>',
      'days for which the hub keeps what opens a request, from 31; then only sealed copies are left',
      parseWhole(31, 3660),
    )
    .option('--demo-control <url>', 'control address of a simulated town (synthetic programmes only)')
    .option(
      '--cluster-listen <host:port>',
      'run as one of several hubs over one database (DATABASE_URL): where the others reach this one',
      parseListen,
    )
    .option('--cluster-address <url>', 'the same as the others dial it, when it differs', parseOrigin)
    .option(
      '--leave-seconds <n>',
      'how long one of several hubs serves on after SIGTERM, until the proxy has noticed',
      parseWhole(0, 120),
      5,
    )
    .action(async (options: HubOptions) => {
      const { hubSecrets, startHub } = await import('@porchlight/hub');
      await runUntilStopped('hub', await startHub({ ...hubSecrets(), ...hubConfig(options) }));
    });
}

function hubConfig(options: HubOptions): HubConfig {
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined))
    throw new CliError('option', '--tls-cert and --tls-key go together.');
  return {
    listen: options.listen,
    trustFile: options.trust,
    logKeyFile: options.logKey,
    stateDir: options.state,
    webDir: WEB_DIR,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(options.tlsCert === undefined || options.tlsKey === undefined
      ? {}
      : { tls: { cert: options.tlsCert, key: options.tlsKey } }),
    ...(options.map === undefined
      ? {}
      : {
          map: {
            file: options.map,
            attribution: options.mapAttribution,
            ...(options.mapBadge === undefined ? {} : { badge: options.mapBadge }),
          },
        }),
    ...(options.mailFrom === undefined ? {} : { mailFrom: options.mailFrom }),
    ...(options.testMail === undefined ? {} : { testMail: options.testMail }),
    ...(options.keepDays === undefined ? {} : { keepDays: options.keepDays }),
    ...(options.clusterListen === undefined
      ? {}
      : {
          cluster: {
            listen: options.clusterListen,
            leaveMs: options.leaveSeconds * 1000,
            ...(options.clusterAddress === undefined ? {} : { address: options.clusterAddress }),
          },
        }),
    ...(options.demoControl === undefined ? {} : { demoControlUrl: options.demoControl }),
  };
}
