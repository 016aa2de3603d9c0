import * as z from 'zod';
import { HubStartError } from './hub-start-error.ts';

/** What `startHub` is given. Paths are files or folders on this machine. */
export interface HubConfig {
  /** Port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The address people use; must be the origin that the programme's root names. */
  readonly publicUrl?: string;
  /** trust.json of `porchlight init`. */
  readonly trustFile: string;
  /** keys/log.json of `porchlight init`: signs the public log. */
  readonly logKeyFile: string;
  /** Where the embedded database lives, and whatever else the hub keeps. */
  readonly stateDir: string;
  /** postgres://… of a server, instead of the embedded one. */
  readonly databaseUrl?: string;
  /** Folder of the built pages. */
  readonly webDir: string;
  readonly map?: { readonly file: string; readonly attribution: string; readonly badge?: string | null };
  /** smtp:// or smtps://, with user and password where the server wants them. */
  readonly smtpUrl?: string;
  /** Sender of notices. */
  readonly mailFrom?: string;
  /** Send a test notice there before serving; a real programme goes live only after one was taken by the mail server. */
  readonly testMail?: string;
  /** Whole days for which the hub keeps what opens a request, more than 30; 90 when not given. */
  readonly keepDays?: number;
  /** Certificate chain and private key, PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Whoever sends it as a bearer may read /metrics; without one only programs on this machine may. */
  readonly metricsToken?: string;
  /** Control address of a simulated town; synthetic programmes only. */
  readonly demoControlUrl?: string;
  /** One of several hubs over one database: where the others reach it, and the secret they share. */
  readonly cluster?: ClusterConfig;
  /** PORCHLIGHT_CLUSTER_SECRET. */
  readonly clusterSecret?: string;
}

export interface ClusterConfig {
  /** Never the public address. */
  readonly listen: { readonly host: string; readonly port: number };
  /** As the others dial it, when that is not where it listens. */
  readonly address?: string;
  /** How long a stopping hub serves on, so that a proxy's health check can notice; ms. */
  readonly leaveMs?: number;
}

const httpUrl = z.url({ protocol: /^https?$/ });
const configSchema = z.strictObject({
  listen: z.strictObject({ host: z.string().min(1).max(255), port: z.int().min(0).max(65_535) }),
  publicUrl: httpUrl.optional(),
  trustFile: z.string().min(1),
  logKeyFile: z.string().min(1),
  stateDir: z.string().min(1),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  webDir: z.string().min(1),
  map: z
    .strictObject({
      file: z.string().min(1),
      attribution: z.string().min(1).max(300),
      badge: z.string().max(120).nullable().default(null),
    })
    .optional(),
  smtpUrl: z.url({ protocol: /^smtps?$/ }).optional(),
  mailFrom: z.string().min(3).max(200).default('porchlight@localhost'),
  testMail: z.email().max(200).optional(),
  keepDays: z.int().min(31).max(3660).optional(),
  tls: z.strictObject({ cert: z.string().min(1), key: z.string().min(1) }).optional(),
  metricsToken: z.string().min(16).max(400).optional(),
  demoControlUrl: httpUrl.optional(),
  cluster: z
    .strictObject({
      listen: z.strictObject({ host: z.string().min(1).max(255), port: z.int().min(0).max(65_535) }),
      address: httpUrl.optional(),
      leaveMs: z.int().min(0).max(120_000).default(5000),
    })
    .optional(),
  clusterSecret: z.string().min(32).max(200).optional(),
});
export type HubSettings = z.output<typeof configSchema>;

/** Checks the options; throws {@link HubStartError} naming the first that cannot be used. A secret's value is never repeated. */
export function readConfig(config: HubConfig): HubSettings {
  const parsed = configSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name =
    issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'the options');
  throw new HubStartError('option', `The option ${name} of the hub is missing or not as expected.`);
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/** Loopback by name or number. */
export function isLocalHost(host: string): boolean {
  return LOCAL_HOSTS.has(host.toLowerCase());
}

/** What several hubs need, or {@link HubStartError} that says what is missing; undefined for one alone. */
export function clusterOf(
  settings: HubSettings,
): (ClusterConfig & { secret: string; leaveMs: number }) | undefined {
  const { cluster, clusterSecret, databaseUrl, tls } = settings;
  if (cluster === undefined) return undefined;
  if (clusterSecret === undefined)
    throw new HubStartError(
      'option',
      'Several hubs share a secret: set PORCHLIGHT_CLUSTER_SECRET to the same 32 characters or more on each.',
    );
  if (databaseUrl === undefined)
    throw new HubStartError(
      'option',
      'Several hubs share one database: set DATABASE_URL to the same server on each.',
    );
  if (!isLocalHost(cluster.listen.host) && tls === undefined)
    throw new HubStartError(
      'insecure-address',
      `Listening for other hubs on ${cluster.listen.host} without encryption is refused: give --tls-cert and --tls-key.`,
    );
  return { ...(cluster as ClusterConfig), leaveMs: cluster.leaveMs, secret: clusterSecret };
}

/**
 * Everything but this machine needs https: on http browsers have no passkeys, no WebCrypto and no video decoder.
 * Throws {@link HubStartError} that says what to do.
 */
export function refuseInsecure(settings: HubSettings, origin: string): void {
  const { listen, tls, publicUrl } = settings;
  const site = new URL(origin);
  if (publicUrl !== undefined && new URL(publicUrl).origin !== origin)
    throw new HubStartError(
      'other-origin',
      `The programme was made for ${origin}, not for ${new URL(publicUrl).origin}; use that address or make the programme anew.`,
    );
  if (site.protocol === 'http:' && !isLocalHost(site.hostname))
    throw new HubStartError(
      'insecure-address',
      `${origin} is not https: browsers give such a page no passkeys and no video, so the programme needs an https address.`,
    );
  const proxied = publicUrl !== undefined && site.protocol === 'https:';
  if (!isLocalHost(listen.host) && tls === undefined && !proxied)
    throw new HubStartError(
      'insecure-address',
      `Listening on ${listen.host} without encryption is refused: give --tls-cert and --tls-key, or --public-url with the https address of a proxy in front.`,
    );
}
