import { systemClock } from '@porchlight/domain';
import { type Gateway, openGateway, openStateFiles, systemRandom } from '@porchlight/gateway-core';
import { type LocalPage, startLocalPage } from '@porchlight/gateway-http';
import { type GatewayOptions, type GatewaySettings, readOptions } from './gateway-config.ts';
import { createGatewayLog } from './gateway-log.ts';
import { GatewayStartError } from './gateway-start-error.ts';
import { readCertificate } from './read-certificate.ts';
import { ringPart } from './ring-part.ts';

export interface RunningGateway {
  /** The local page. */
  readonly url: string;
  readonly localUrl: string;
  /** The pass code of the local page, when it was made at this start. */
  readonly localCode?: string;
  /** Where Ring's servers reach this box, when it has a part in Ring. */
  readonly ringUrl?: string;
  /** Ends every look, hangs up and leaves nothing running. */
  close(): Promise<void>;
}

/**
 * Starts the owner's box: its cameras, its connection to the hub (once enrolled) and its local page. Rejects with a `code`
 * and one sentence for an option that cannot be used, a state folder that cannot be relied on, or an occupied port.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const settings = readOptions(options);
  const ca = await readCertificate(settings.tlsCa);
  const log = createGatewayLog();
  const files = await openStateFiles(settings.stateDir);
  const ring = ringPart(settings.ring, log);
  let gateway: Gateway;
  try {
    const { hub, allowCameraNets, rootFingerprint } = settings;
    gateway = await openGateway(
      { hub, ca, allowCameraNets, rootFingerprint },
      { files, clock: systemClock, random: systemRandom, log, ring: ring.partner },
    );
  } catch (error) {
    await files.close();
    throw error;
  }
  const page = await openPage(settings, gateway, (error) => log('fault', { error })).catch(
    async (error: unknown) => {
      await gateway.close();
      throw error;
    },
  );
  const door = await ring.openDoor().catch(async (error: unknown) => {
    await page.close();
    await gateway.close();
    throw error;
  });
  return {
    url: page.url,
    localUrl: page.url,
    ...(page.code === undefined ? {} : { localCode: page.code }),
    ...(door === undefined ? {} : { ringUrl: door.url }),
    async close() {
      await door?.close();
      await page.close();
      await gateway.close();
    },
  };
}

async function openPage(
  { listen, name, newLocalCode }: GatewaySettings,
  gateway: Gateway,
  onFault: (error: unknown) => void,
): Promise<LocalPage> {
  try {
    return await startLocalPage({
      gateway,
      listen,
      name,
      clock: systemClock,
      newCode: newLocalCode,
      onFault,
    });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const where = `${listen.host}:${listen.port}`;
    if (code === 'EADDRINUSE')
      throw new GatewayStartError(
        'port-taken',
        `Something else listens on ${where}. Choose another address for the local page.`,
        { cause },
      );
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new GatewayStartError('listen', `The local page cannot listen on ${where}.`, { cause });
    throw cause;
  }
}
