import type { IntakeEvent, IntakeLog } from '@porchlight/intake';
import { destination, pino } from 'pino';

const LEVELS: Readonly<Record<IntakeEvent, 'info' | 'warn' | 'error'>> = {
  'report-taken': 'info',
  'report-refused': 'warn',
  'hub-took': 'info',
  'hub-refused': 'error',
  'hub-unreachable': 'warn',
  'nature-table': 'info',
  'nature-table-kept': 'warn',
  fault: 'error',
};

/** JSON lines on standard error. JSON escapes control characters, so no report can forge a line. */
export function intakeLog(): IntakeLog {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));
  return (event, fields) => log[LEVELS[event]]({ event, ...fields });
}
