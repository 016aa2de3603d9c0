export type IntakeErrorCode =
  | 'option'
  | 'insecure-address'
  | 'port-in-use'
  | 'state-unwritable'
  | 'state-locked'
  | 'state-torn'
  | 'wrong-trust'
  | 'wrong-key';

/** Why the intake does not start, in one sentence for the person who starts it. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
  readonly code: IntakeErrorCode;

  constructor(code: IntakeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
