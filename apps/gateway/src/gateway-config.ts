import { parseHubUrl } from '@porchlight/gateway-core';
import { networkList } from '@porchlight/media';
import * as z from 'zod';
import { GatewayStartError } from './gateway-start-error.ts';
import { type RingOptions, ringOptionsSchema } from './ring-part.ts';

/** What `startGateway` is given. */
export interface GatewayOptions {
  /** Where the box keeps its key, cameras and consents; one gateway to a folder. */
  readonly stateDir: string;
  /** https, or http to this machine. */
  readonly hubUrl: string;
  /** Address of the local page; port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Networks (CIDR) that cameras may be in although they are refused otherwise; in a demonstration the only ones. */
  readonly allowCameraNets: readonly string[];
  /** What the root's fingerprint must be at the first enrolment. */
  readonly rootFingerprint?: string;
  /** File with the certificate (PEM) of the hub's authority, when it is not a public one. */
  readonly tlsCa?: string;
  /** What the owner calls this box. */
  readonly name?: string;
  /** Makes a new pass code for the local page. */
  readonly newLocalCode?: boolean;
  /** Absent: no part in Ring. */
  readonly ring?: RingOptions;
}

const optionsSchema = z.strictObject({
  stateDir: z.string().min(1),
  hubUrl: z.string(),
  listen: z.strictObject({ host: z.string().min(1).max(255), port: z.int().min(0).max(65_535) }),
  allowCameraNets: z.array(z.string().max(60)).max(64),
  rootFingerprint: z.string().optional(),
  tlsCa: z.string().min(1).optional(),
  name: z.string().trim().min(1).max(80).default('Gateway'),
  newLocalCode: z.boolean().default(false),
  ring: ringOptionsSchema.optional(),
});

export interface GatewaySettings {
  readonly stateDir: string;
  readonly hub: URL;
  readonly listen: { readonly host: string; readonly port: number };
  readonly allowCameraNets: readonly string[];
  readonly rootFingerprint: string | undefined;
  readonly tlsCa: string | undefined;
  readonly name: string;
  readonly newLocalCode: boolean;
  readonly ring: RingOptions | undefined;
}

/** Checks the options; throws {@link GatewayStartError} naming the first one that cannot be used. */
export function readOptions(options: GatewayOptions): GatewaySettings {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : '');
    throw new GatewayStartError('option', `The option ${name} of the gateway is missing or not as expected.`);
  }
  const { hubUrl, rootFingerprint, tlsCa, ring, ...rest } = parsed.data;
  const hub = parseHubUrl(hubUrl);
  if (hub.kind === 'refused') throw new GatewayStartError('hub-address', hub.sentence);
  if (rootFingerprint !== undefined) checkFingerprint(rootFingerprint);
  for (const net of rest.allowCameraNets) checkNetwork(net);
  return { ...rest, hub: hub.url, rootFingerprint, tlsCa, ring };
}

/** Throws {@link GatewayStartError} for a text that cannot be one. */
export function checkFingerprint(text: string): void {
  if (/^[0-9a-f]{20}$/.test(digits(text))) return;
  throw new GatewayStartError(
    'option',
    'A root fingerprint has twenty digits, like 3f2a 90c1 77de 0b14 e2c9.',
  );
}

const digits = (fingerprint: string): string => fingerprint.toLowerCase().replace(/[\s:-]/g, '');

/** Throws {@link GatewayStartError} for a text that is no network. */
export function checkNetwork(net: string): void {
  try {
    networkList([net]);
  } catch (cause) {
    const what = cause instanceof RangeError ? cause.message : `“${net}” is not a network`;
    throw new GatewayStartError('option', `${what}.`, { cause });
  }
}
