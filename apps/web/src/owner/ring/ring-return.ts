/** What Ring's redirect brings back to the owner's page. */
export interface RingReturn {
  readonly nonce: string;
  /** ms since 1970. */
  readonly time: number;
}

/** Reads it from the address's query, or undefined when there is none of that form. */
export function ringReturn(search: string): RingReturn | undefined {
  const query = new URLSearchParams(search);
  const nonce = query.get('nonce') ?? '';
  const time = query.get('time') ?? '';
  return /^[\w-]{20,100}$/.test(nonce) && /^\d{10,15}$/.test(time)
    ? { nonce, time: Number(time) }
    : undefined;
}

/** Takes it out of the address once it was used, so that a reload asks for nothing twice. */
export function forgetRingReturn(): void {
  history.replaceState(history.state, '', `${location.pathname}#/ring`);
}
