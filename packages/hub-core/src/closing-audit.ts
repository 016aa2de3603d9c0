import type { HubLog } from './ports.ts';
import type { AuditStore, NewAuditRow } from './store/audit-store.ts';

/** How long an act that closes waits for its audit row. */
const WAIT_MS = 500;

/**
 * The audit row of an act that closes. Running looks are ended from memory before it, and the answer waits for it; what is written to
 * the database (pause, withdrawal, leaving) comes after it. A database that does not answer never keeps a camera open. What could
 * not be written is in the log.
 */
export async function auditClosing(audit: AuditStore, log: HubLog, row: NewAuditRow): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), WAIT_MS);
  });
  const written = audit.append(row).catch((error: unknown) => {
    log.error({ err: error, act: row.act, subject: row.subject }, 'an act that closes was not audited');
  });
  if ((await Promise.race([written, late])) === 'late')
    log.warn({ act: row.act, subject: row.subject }, 'the audit row of an act that closes is late');
  clearTimeout(timer);
}
