export type BackupFault =
  | 'folder'
  | 'no-programme'
  | 'database'
  | 'damaged'
  | 'other-version'
  | 'not-empty'
  | 'log';

/** Why a backup was not made or not restored, as one sentence for the person who asked. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: BackupFault;
  constructor(code: BackupFault, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
