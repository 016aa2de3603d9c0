import { type Logger, pino } from 'pino';

/** JSON lines on standard error; secrets would be cut out if an event ever carried one. */
export function createHubLog(): Logger {
  return pino(
    {
      name: 'hub',
      base: {},
      redact: {
        paths: ['token', 'cookie', 'email', 'databaseUrl', 'smtpUrl', 'headers', '*.cookie', '*.email'],
        censor: '[cut]',
      },
      serializers: { err: pino.stdSerializers.err },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
