import { safeLogLine } from '@porchlight/domain';
import { type Logger, pino } from 'pino';

const STANDARD_ERROR = pino.destination({ fd: 2, sync: true });

/** JSON lines on standard error, or to `write`; secrets are cut out if an event ever carries one, and no text forges a line. */
export function createHubLog(write = (line: string): void => void STANDARD_ERROR.write(line)): Logger {
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
    { write: (line) => write(`${safeLogLine(line.trimEnd())}\n`) },
  );
}
