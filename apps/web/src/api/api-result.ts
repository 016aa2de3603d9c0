/** What went wrong with a call, in words for the person at the screen. */
export interface Fault {
  /** The hub's code, or `offline`, `timeout` or `unreadable` when no answer of the hub's was had. */
  readonly code: string;
  /** HTTP status, 0 without an answer. */
  readonly status: number;
  readonly sentence: string;
  /** What to do about it. */
  readonly next: string;
  /** Name of the field to mend, when it is one. */
  readonly field?: string;
}

export interface Faulty {
  readonly kind: 'fault';
  readonly fault: Fault;
}

export type ApiResult<T> = { readonly kind: 'ok'; readonly value: T } | Faulty;

export function okResult<T>(value: T): ApiResult<T> {
  return { kind: 'ok', value };
}

export function faultResult(fault: Fault): Faulty {
  return { kind: 'fault', fault };
}

/** A fault found in the browser itself, before or without a call. */
export function localFault(code: string, sentence: string, next: string): Faulty {
  return faultResult({ code, status: 0, sentence, next });
}
