/** What is wrong with the state directory. Closed: each has one sentence for the person who starts the gateway. */
export type StateFault = 'state-unwritable' | 'state-locked' | 'state-torn' | 'state-foreign';

const NEXT: Record<StateFault, string> = {
  'state-unwritable': 'Choose a folder this user may write to, or free some space.',
  'state-locked': 'Stop the other gateway first; two on one folder would use the same keys twice.',
  'state-torn':
    'No picture leaves this gateway until the folder is restored from a backup or removed and enrolled anew.',
  'state-foreign': 'Choose an empty folder, or the one this gateway was enrolled with.',
};

/** The gateway cannot rely on what it keeps on disk, so it does not start. */
export class StateError extends Error {
  readonly code: StateFault;
  constructor(code: StateFault, what: string, options?: { readonly cause?: unknown }) {
    super(`${what} ${NEXT[code]}`, options);
    this.name = 'StateError';
    this.code = code;
  }
}
