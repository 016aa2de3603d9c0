import { systemClock } from '@porchlight/domain';
import { type GatewayLog, RingPartner, type RingSettings } from '@porchlight/gateway-core';
import { type RingDoor, startRingDoor } from '@porchlight/gateway-http';
import * as z from 'zod';
import { GatewayStartError } from './gateway-start-error.ts';

/** The city's part in Ring, and where Ring's servers reach this process (behind the city's TLS). */
export type RingOptions = RingSettings & {
  readonly listen: { readonly host: string; readonly port: number };
};

export const ringOptionsSchema = z.strictObject({
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(500),
  hmacKey: z.string().min(8).max(500),
  apiUrl: z.url().max(300),
  tokenUrl: z.url().max(300),
  appUrl: z.url().max(300),
  listen: z.strictObject({ host: z.string().min(1).max(255), port: z.int().min(0).max(65_535) }),
});

export interface RingPart {
  readonly partner: RingPartner | undefined;
  /** Listens for Ring's servers; undefined without a part in Ring. Rejects with {@link GatewayStartError}. */
  openDoor(): Promise<RingDoor | undefined>;
}

/** Without options there is no part in Ring: no partner and no door. */
export function ringPart(options: RingOptions | undefined, log: GatewayLog): RingPart {
  if (options === undefined) return { partner: undefined, openDoor: () => Promise.resolve(undefined) };
  const { listen, ...settings } = options;
  const partner = new RingPartner(settings, { clock: systemClock, log });
  const onFault = (error: unknown): void => log('fault', { error });
  return {
    partner,
    openDoor: () =>
      startRingDoor({ ring: partner, listen, onFault }).catch((cause: unknown) => {
        const where = `${listen.host}:${listen.port}`;
        const sentence = `The address for Ring’s calls, ${where}, cannot be listened on.`;
        throw new GatewayStartError('listen', sentence, { cause });
      }),
  };
}
