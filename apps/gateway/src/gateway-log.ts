import { safeLogLine } from '@porchlight/domain';
import type { GatewayEvent, GatewayLog } from '@porchlight/gateway-core';
import { type Logger, pino } from 'pino';

const LEVELS: Partial<Record<GatewayEvent, 'warn' | 'error' | 'debug'>> = {
  fault: 'error',
  'hub-lost': 'warn',
  'hub-message-refused': 'warn',
  'trust-refused': 'warn',
  'camera-state': 'debug',
};

const STANDARD_ERROR = pino.destination({ fd: 2, sync: true });

/** JSON lines on standard error, or to `write`; credentials and addresses of cameras are cut out if an event ever carries them. */
export function createGatewayLog(
  write = (line: string): void => void STANDARD_ERROR.write(line),
): GatewayLog {
  const logger: Logger = pino(
    {
      name: 'gateway',
      base: {},
      redact: ['password', 'username', 'mainUrl', 'subUrl', 'code', '*.password', '*.mainUrl', '*.subUrl'],
      serializers: { error: pino.stdSerializers.err },
    },
    { write: (line) => write(`${safeLogLine(line.trimEnd())}\n`) },
  );
  return (event, fields) => logger[LEVELS[event] ?? 'info'](fields, event);
}
