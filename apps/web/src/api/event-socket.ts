import type * as z from 'zod';

export type LinkState = 'connecting' | 'open' | 'lost';

export interface EventSocketOptions<T> {
  /** Path on this origin, e.g. `/api/owner/events`. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  onMessage(message: T): void;
  onState(state: LinkState): void;
  /** The hub closed for good: signed out (4401) or not allowed (4403). No new try follows. */
  onRefused?(): void;
}

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 10_000;
/** Close codes after which another try cannot help. */
const FINAL_CODES = new Set([4401, 4403]);

/** Wait before try `n` (0, 1, 2 …): doubling to ten seconds, spread by up to a third so that many screens do not return at once. */
export function retryWait(n: number, random: number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** n);
  return Math.round(wait * (1 - random / 3));
}

/** Keeps one events socket open until closed. A message that is not the contract's is dropped; the state never lies. */
export function openEvents<T>(options: EventSocketOptions<T>): { close(): void } {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let closed = false;

  const open = () => {
    const url = new URL(options.path, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    socket = new WebSocket(url);
    socket.onopen = () => {
      tries = 0;
      options.onState('open');
    };
    socket.onmessage = (event) => {
      const message = parse(options.schema, event.data);
      if (message !== undefined) options.onMessage(message);
    };
    socket.onclose = (event) => {
      if (closed) return;
      options.onState('lost');
      if (FINAL_CODES.has(event.code)) options.onRefused?.();
      else timer = setTimeout(open, retryWait(tries++, Math.random()));
    };
  };

  const now = () => {
    if (closed || timer === undefined || socket?.readyState === WebSocket.OPEN) return;
    clearTimeout(timer);
    timer = undefined;
    tries = 0;
    open();
  };
  // A socket notices the loss of the network only after minutes; the browser knows at once.
  const cut = () => {
    if (closed || socket === undefined) return;
    socket.onclose = socket.onmessage = null;
    socket.close();
    options.onState('lost');
    clearTimeout(timer);
    timer = setTimeout(open, retryWait(tries++, Math.random()));
  };
  options.onState('connecting');
  open();
  window.addEventListener('online', now);
  window.addEventListener('offline', cut);
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      window.removeEventListener('online', now);
      window.removeEventListener('offline', cut);
      socket?.close();
    },
  };
}

function parse<T>(schema: z.ZodType<T>, data: unknown): T | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
