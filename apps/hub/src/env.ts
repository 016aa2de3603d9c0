import * as z from 'zod';
import { HubStartError } from './hub-start-error.ts';

const VARIABLES = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  PORCHLIGHT_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
} as const;

/**
 * The two secrets of the hub, from the environment: DATABASE_URL and PORCHLIGHT_SMTP_URL. An unreadable value stops the
 * start and names the variable, never its value; an empty one counts as not set.
 */
export function hubSecrets(env: NodeJS.ProcessEnv = process.env): {
  databaseUrl?: string;
  smtpUrl?: string;
} {
  const databaseUrl = read(env, 'DATABASE_URL');
  const smtpUrl = read(env, 'PORCHLIGHT_SMTP_URL');
  return {
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(smtpUrl !== undefined && { smtpUrl }),
  };
}

function read(env: NodeJS.ProcessEnv, name: keyof typeof VARIABLES): string | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (VARIABLES[name].safeParse(value).success) return value;
  const expected = name === 'DATABASE_URL' ? 'postgres://…' : 'smtp://host:port';
  throw new HubStartError('environment', `The variable ${name} is not an address like ${expected}.`);
}
