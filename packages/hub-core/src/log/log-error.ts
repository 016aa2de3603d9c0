/**
 * - `policy`: the log policy of the root cannot be read.
 * - `key`: the log key is not one that the policy names.
 * - `leaves`: the leaves in the database do not lead to its head.
 */
export type LogFault = 'policy' | 'key' | 'leaves';

/** The hub cannot keep the log of its programme. The message is a sentence for the person who starts it. */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogFault;
  constructor(code: LogFault, message: string) {
    super(message);
    this.code = code;
  }
}
