import { type IntakeFeed, startIntake as openIntake } from '@porchlight/intake';
import { intakeLog } from './intake-log.ts';

/** What the intake is started with. Files and folders as paths; secrets come with the feeds. */
export interface IntakeConfig {
  readonly listen: { readonly host: string; readonly port: number };
  readonly hubUrl: string;
  /** `trust.json`; read again when it changes, and on SIGHUP. */
  readonly trustFile: string;
  /** `keys/intake.json`. */
  readonly keyFile: string;
  readonly stateDir: string;
  readonly feeds: readonly IntakeFeed[];
}

/**
 * Starts the dispatch centre's attestation service and resolves when it takes reports (`POST /webhook`, `POST /eido`).
 * Rejects with an `IntakeError` (`code`, one sentence) for a wrong option, an insecure address, an occupied port, an
 * unwritable or used folder, and trust or key files that do not verify. Logs JSON lines to standard error.
 */
export async function startIntake(
  config: IntakeConfig,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const intake = await openIntake({ ...config, log: intakeLog() });
  const reload = (): void => void intake.reload();
  process.on('SIGHUP', reload);
  return {
    url: intake.url,
    close: async () => {
      process.off('SIGHUP', reload);
      await intake.close();
    },
  };
}
