import { readFile } from 'node:fs/promises';
import { keyFileSchema } from '@porchlight/contract';
import { LogError, type PublicLogPorts, publicLogPorts } from '@porchlight/hub-core';
import type { RootStatement } from '@porchlight/statements';
import type { HubSettings } from './hub-config.ts';
import { HubStartError } from './hub-start-error.ts';

/** The log key and the witnesses that the root names. Throws {@link HubStartError} when the key is missing or another's. */
export async function openLogPorts(settings: HubSettings, root: RootStatement): Promise<PublicLogPorts> {
  const { logKeyFile, stateDir } = settings;
  const text = await readFile(logKeyFile, 'utf8').catch((cause: unknown) => {
    throw new HubStartError(
      'log-key',
      `The log key ${logKeyFile} cannot be read; give it with --log-key.`,
      cause,
    );
  });
  const parsed = keyFileSchema.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.use !== 'log')
    throw new HubStartError('log-key', `The file ${logKeyFile} is not a log key of porchlight init.`);
  return publicLogPorts(root.log.policy, parsed.data, stateDir).catch((cause: unknown) => {
    if (cause instanceof LogError) throw new HubStartError('log-key', cause.message, cause);
    throw cause;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
