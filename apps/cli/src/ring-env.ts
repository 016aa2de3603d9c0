import { CliError } from './cli-error.ts';
import { parseListen } from './options.ts';

/** What `porchlight gateway` and `porchlight host` read from its environment for Ring: secrets do not belong on a command line. */
export interface RingEnv {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly hmacKey: string;
  readonly appUrl: string;
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly listen: { readonly host: string; readonly port: number };
}

const PREFIX = 'PORCHLIGHT_RING_';
const NEEDED = ['CLIENT_ID', 'CLIENT_SECRET', 'HMAC_KEY', 'APP_URL', 'LISTEN'] as const;
const KNOWN: readonly string[] = [...NEEDED, 'API_URL', 'TOKEN_URL'];

/** Undefined when nothing is set: then the box has no part in Ring. Throws CliError naming a variable that is missing or unknown. */
export function ringFromEnv(env: Readonly<Record<string, string | undefined>>): RingEnv | undefined {
  const set = Object.keys(env).filter((name) => name.startsWith(PREFIX));
  if (set.length === 0) return undefined;
  const unknown = set.find((name) => !KNOWN.includes(name.slice(PREFIX.length)));
  if (unknown !== undefined) throw new CliError('option', `${unknown} is no setting of Porchlight.`);
  const value = (name: (typeof NEEDED)[number]): string => {
    const text = env[`${PREFIX}${name}`]?.trim();
    if (!text)
      throw new CliError('option', `${PREFIX}${name} is missing. Set all of Ring’s settings, or none.`);
    return text;
  };
  return {
    clientId: value('CLIENT_ID'),
    clientSecret: value('CLIENT_SECRET'),
    hmacKey: value('HMAC_KEY'),
    appUrl: value('APP_URL'),
    listen: listenOf(value('LISTEN')),
    apiUrl: env[`${PREFIX}API_URL`] ?? 'https://api.amazonvision.com',
    tokenUrl: env[`${PREFIX}TOKEN_URL`] ?? 'https://oauth.ring.com/oauth/token',
  };
}

function listenOf(text: string): RingEnv['listen'] {
  try {
    return parseListen(text);
  } catch (cause) {
    throw new CliError('option', `${PREFIX}LISTEN must be HOST:PORT, for example 127.0.0.1:8490.`, { cause });
  }
}
