import { systemClock } from '@porchlight/domain';
import {
  caughtFault,
  type HostWords,
  makeHostIdentity,
  openHost,
  openStateFiles,
  systemRandom,
  type TenantView,
} from '@porchlight/gateway-core';
import { type HostEntry, hostSchema } from '@porchlight/statements';
import { createGatewayLog } from './gateway-log.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { type HostOptions, readHostOptions } from './host-config.ts';
import { ringPart } from './ring-part.ts';

export interface RunningHost {
  readonly card: HostEntry;
  readonly connected: boolean;
  owners(): readonly TenantView[];
  /** Ends every look of every owner, hangs up and leaves nothing running. */
  close(): Promise<void>;
}

/**
 * Starts a host: the gateways of its owners, each apart from the others. It takes this process over: an exception that nobody
 * caught restarts the gateway of the owner whose it was, and ends the process when it was nobody's. Rejects like `startGateway`.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { ring: ringOptions, ...config } = await readHostOptions(options);
  const log = createGatewayLog();
  // Before the first owner's work begins: it may fail at once.
  const letGo = catchFaults((error) => log('fault', { error }));
  const ring = ringPart(ringOptions, log);
  const ports = { clock: systemClock, random: systemRandom, log, ring: ring.partner };
  const host = await openHost(config, ports).catch((error: unknown) => {
    letGo();
    throw error;
  });
  const door = await ring.openDoor().catch(async (error: unknown) => {
    await host.close();
    letGo();
    throw error;
  });
  return {
    card: host.card,
    get connected() {
      return host.connected;
    },
    owners: () => host.owners(),
    async close() {
      await door?.close();
      await host.close();
      letGo();
    },
  };
}

function catchFaults(report: (error: unknown) => void): () => void {
  const caught = (error: unknown): void => {
    if (caughtFault(error)) return;
    report(error);
    process.exit(70);
  };
  process.on('uncaughtException', caught);
  process.on('unhandledRejection', caught);
  return () => {
    process.off('uncaughtException', caught);
    process.off('unhandledRejection', caught);
  };
}

/** Makes the keys of a new host in an empty folder, and the card that a programme signs. Rejects when a host is there already. */
export async function makeHostCard(dir: string, words: Record<keyof HostWords, string>): Promise<HostEntry> {
  const { key: _, sealKey: __, ...wordsSchema } = hostSchema.shape;
  for (const [field, schema] of Object.entries(wordsSchema)) {
    const parsed = schema.safeParse(words[field as keyof HostWords]);
    if (!parsed.success) {
      const why = parsed.error.issues[0]?.message ?? 'not as expected';
      throw new GatewayStartError('option', `The ${field} of the host cannot be used: ${why}.`);
    }
  }
  const files = await openStateFiles(dir);
  try {
    return (await makeHostIdentity(files, words as HostWords)).card;
  } finally {
    await files.close();
  }
}
