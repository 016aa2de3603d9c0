import { HOST_LIMITS, type HostConfig, parseHubUrl } from '@porchlight/gateway-core';
import * as z from 'zod';
import { checkFingerprint, checkNetwork } from './gateway-config.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { readCertificate } from './read-certificate.ts';
import { type RingOptions, ringOptionsSchema } from './ring-part.ts';

/** What `startHost` is given. */
export interface HostOptions {
  /** The folder that `makeHostCard` filled. */
  readonly dir: string;
  /** https, or http to this machine. */
  readonly hubUrl: string;
  /** What the root's fingerprint must be. */
  readonly rootFingerprint: string;
  /** Networks (CIDR) that cameras may be in although they are refused otherwise; in a demonstration the only ones. */
  readonly allowCameraNets: readonly string[];
  /** File with the certificate (PEM) of the hub's authority, when it is not a public one. */
  readonly tlsCa?: string;
  readonly maxOwners?: number;
  /** Cameras of one owner. */
  readonly maxCameras?: number;
  /** Memory for one owner's warm pictures, megabytes. */
  readonly warmMb?: number;
  /** From one owner's cameras together, megabits a second. */
  readonly mbitS?: number;
  /** Processes that make one owner's pictures anew, at a time. */
  readonly maxChildren?: number;
  /** Absent: no part in Ring for its owners. */
  readonly ring?: RingOptions;
}

const optionsSchema = z.strictObject({
  dir: z.string().min(1),
  hubUrl: z.string(),
  rootFingerprint: z.string(),
  allowCameraNets: z.array(z.string().max(60)).max(64),
  tlsCa: z.string().min(1).optional(),
  maxOwners: z.int().min(1).max(10_000).default(HOST_LIMITS.owners),
  maxCameras: z.int().min(1).max(64).default(HOST_LIMITS.cameras),
  warmMb: z
    .int()
    .min(1)
    .max(500)
    .default(HOST_LIMITS.warmBytes / 1_000_000),
  mbitS: z
    .int()
    .min(1)
    .max(1000)
    .default((HOST_LIMITS.bytesPerSecond * 8) / 1_000_000),
  maxChildren: z.int().min(0).max(64).default(HOST_LIMITS.children),
  ring: ringOptionsSchema.optional(),
});

/** Checks the options; throws {@link GatewayStartError} naming the first one that cannot be used. */
export async function readHostOptions(
  options: HostOptions,
): Promise<HostConfig & { readonly ring: RingOptions | undefined }> {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new GatewayStartError('option', `The option ${name} of the host is missing or not as expected.`);
  }
  const { dir, hubUrl, rootFingerprint, allowCameraNets, tlsCa, ring, ...limits } = parsed.data;
  const hub = parseHubUrl(hubUrl);
  if (hub.kind === 'refused') throw new GatewayStartError('hub-address', hub.sentence);
  checkFingerprint(rootFingerprint);
  for (const net of allowCameraNets) checkNetwork(net);
  return {
    dir,
    hub: hub.url,
    ca: await readCertificate(tlsCa),
    allowCameraNets,
    rootFingerprint,
    ring,
    limits: {
      owners: limits.maxOwners,
      cameras: limits.maxCameras,
      warmBytes: limits.warmMb * 1_000_000,
      bytesPerSecond: (limits.mbitS * 1_000_000) / 8,
      children: limits.maxChildren,
    },
  };
}
