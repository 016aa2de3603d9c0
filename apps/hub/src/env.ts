import * as z from 'zod';
import { HubStartError } from './hub-start-error.ts';

const VARIABLES = {
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  PORCHLIGHT_SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  PORCHLIGHT_METRICS_TOKEN: z.string().regex(/^\S{16,400}$/),
  PORCHLIGHT_CLUSTER_SECRET: z.string().min(32).max(200),
} as const;

const EXPECTED: Readonly<Record<keyof typeof VARIABLES, string>> = {
  DATABASE_URL: 'an address like postgres://…',
  PORCHLIGHT_SMTP_URL: 'an address like smtp://host:port',
  PORCHLIGHT_METRICS_TOKEN: 'a text of 16 characters or more without spaces',
  PORCHLIGHT_CLUSTER_SECRET: 'a text of 32 to 200 characters',
};

/**
 * The secrets of the hub, from the environment: DATABASE_URL, PORCHLIGHT_SMTP_URL, PORCHLIGHT_METRICS_TOKEN and
 * PORCHLIGHT_CLUSTER_SECRET. An unreadable value stops the start and names the variable, never its value; an empty one counts as not set.
 */
export function hubSecrets(env: NodeJS.ProcessEnv = process.env): {
  databaseUrl?: string;
  smtpUrl?: string;
  metricsToken?: string;
  clusterSecret?: string;
} {
  const databaseUrl = read(env, 'DATABASE_URL');
  const smtpUrl = read(env, 'PORCHLIGHT_SMTP_URL');
  const metricsToken = read(env, 'PORCHLIGHT_METRICS_TOKEN');
  const clusterSecret = read(env, 'PORCHLIGHT_CLUSTER_SECRET');
  return {
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(smtpUrl !== undefined && { smtpUrl }),
    ...(metricsToken !== undefined && { metricsToken }),
    ...(clusterSecret !== undefined && { clusterSecret }),
  };
}

function read(env: NodeJS.ProcessEnv, name: keyof typeof VARIABLES): string | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (VARIABLES[name].safeParse(value).success) return value;
  throw new HubStartError('environment', `The variable ${name} is not ${EXPECTED[name]}.`);
}
