import type { GatewayEvent, GatewayLog } from '@porchlight/gateway-core';
import { type Logger, pino } from 'pino';

const LEVELS: Partial<Record<GatewayEvent, 'warn' | 'error' | 'debug'>> = {
  fault: 'error',
  'tenant-fault': 'error',
  'tenant-refused': 'error',
  'hub-lost': 'warn',
  'hub-message-refused': 'warn',
  'trust-refused': 'warn',
  'camera-state': 'debug',
};

/** JSON lines on standard error; credentials and addresses of cameras would be cut out if an event ever carried them. */
export function createGatewayLog(): GatewayLog {
  const logger: Logger = pino(
    {
      name: 'gateway',
      base: {},
      redact: ['password', 'username', 'mainUrl', 'subUrl', 'code', '*.password', '*.mainUrl', '*.subUrl'],
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return (event, fields) => logger[LEVELS[event] ?? 'info'](fields, event);
}
