import { safeLogLine } from '@porchlight/domain';
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

const STANDARD_ERROR = destination(2);

/** JSON lines on standard error, or to `write`; no report can forge a line. */
export function intakeLog(write = (line: string): void => void STANDARD_ERROR.write(line)): IntakeLog {
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => write(`${safeLogLine(line.trimEnd())}\n`) },
  );
  return (event, fields) => log[LEVELS[event]]({ event, ...fields });
}
