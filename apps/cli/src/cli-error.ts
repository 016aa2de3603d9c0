/** A refusal a person can act on: printed as one sentence, without a stack, exit status 1. */
export class CliError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.code = code;
  }
}

/** What to print for any failure of a command: the sentence of a known refusal, or the stack of a bug. */
export function failureText(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
