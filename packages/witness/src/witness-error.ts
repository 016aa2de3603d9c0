export type WitnessErrorCode =
  | 'log-key'
  | 'name'
  | 'address'
  | 'state-unwritable'
  | 'state-locked'
  | 'state-missing'
  | 'state-torn'
  | 'key-readable'
  | 'key-torn';

/** Why the witness does not start, in one sentence for the person who starts it. */
export class WitnessError extends Error {
  override readonly name = 'WitnessError';
  readonly code: WitnessErrorCode;

  constructor(code: WitnessErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
