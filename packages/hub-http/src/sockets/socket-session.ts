import type { Hub, SignedIn } from '@porchlight/hub-core';
import type { WebSocket } from 'ws';

const CHECK_MS = 15_000;
/** Close code: the session is over. */
export const SIGNED_OUT = 4401;
/** Close code: a message that is not of the contract. */
export const BAD_MESSAGE = 4400;

/** Judges the session again while the socket is open, and at once when the roster changes; closes it when it is over. */
export function holdToSession(
  hub: Hub,
  socket: WebSocket,
  who: SignedIn,
  beforeClose: (sentence: string) => void = () => undefined,
): void {
  const check = async (): Promise<void> => {
    const found = await hub.sessions.check(who.area, who.tokenHash, false);
    if (found.kind !== 'refused') return;
    beforeClose(found.code);
    socket.close(SIGNED_OUT, found.code);
  };
  const run = (): void => {
    check().catch((err: unknown) => hub.ports.log.warn({ err }, 'a session was not checked'));
  };
  const timer = setInterval(run, CHECK_MS);
  const end = hub.bus.subscribe('trust', run);
  socket.on('close', () => {
    clearInterval(timer);
    end();
  });
}

/** Screens only listen on this socket: a message on it ends it. */
export function listenOnly(socket: WebSocket): void {
  socket.on('message', () => socket.close(BAD_MESSAGE, 'this socket takes no messages'));
}
