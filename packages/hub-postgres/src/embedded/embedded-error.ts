/**
 * - `no-binaries`: no PostgreSQL is shipped for this platform, or its package is not installed.
 * - `unreachable-folder`: started as root, the database runs as another user, and that user cannot enter the folder.
 * - `unwritable-folder`: the data folder cannot be made or written.
 * - `not-a-data-folder`: the folder holds something else.
 * - `other-version`: the data folder was made by another major version of PostgreSQL.
 * - `other-owner`: the data folder belongs to another user.
 * - `in-use`: another hub runs on this data folder.
 * - `init-failed`, `start-failed`: PostgreSQL itself refused; the message carries its last line.
 */
export type EmbeddedFault =
  | 'no-binaries'
  | 'unreachable-folder'
  | 'unwritable-folder'
  | 'not-a-data-folder'
  | 'other-version'
  | 'other-owner'
  | 'in-use'
  | 'init-failed'
  | 'start-failed';

/** Why the embedded PostgreSQL did not start. The message is one sentence for the person who started the hub. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedFault;
  constructor(code: EmbeddedFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
