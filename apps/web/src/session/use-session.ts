import type { Area, Me } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '../api/api-result.ts';
import { useIdleLock } from './idle-lock.ts';
import { loadMe, signOut as signOutCall } from './sign-in-calls.ts';

export type Session =
  | { readonly kind: 'loading' }
  | { readonly kind: 'signed-out'; readonly because: 'none' | 'idle' | 'left' | 'ended' }
  | { readonly kind: 'unreachable'; readonly fault: Fault }
  | { readonly kind: 'signed-in'; readonly me: Me };

export interface SessionHandle {
  readonly session: Session;
  /** Called by `<SignIn>`. */
  signedIn(me: Me): void;
  signOut(): Promise<void>;
  /** The hub said that the session is over (a 401, or a closed events socket). */
  ended(): void;
  retry(): void;
}

/** The session of one area of this browser; its functions stay the same between renders. Locks after the idle time that the hub names (0: never, an owner's phone). */
export function useSession(area: Area): SessionHandle {
  const [session, setSession] = useState<Session>({ kind: 'loading' });
  const retry = useCallback(() => {
    setSession({ kind: 'loading' });
    loadMe(area).then((answer) => {
      if (answer.kind === 'ok') setSession({ kind: 'signed-in', me: answer.value });
      else if (answer.fault.status === 401) setSession({ kind: 'signed-out', because: 'none' });
      else setSession({ kind: 'unreachable', fault: answer.fault });
    });
  }, [area]);
  useEffect(retry, [retry]);

  const leave = useCallback(
    async (because: 'idle' | 'left') => {
      setSession({ kind: 'signed-out', because });
      await signOutCall(area);
    },
    [area],
  );
  useIdleLock(
    session.kind === 'signed-in' ? session.me.idleLockMs : 0,
    () => leave('idle'),
    () => loadMe(area),
  );
  const signedIn = useCallback((me: Me) => setSession({ kind: 'signed-in', me }), []);
  const signOut = useCallback(() => leave('left'), [leave]);
  const ended = useCallback(() => setSession({ kind: 'signed-out', because: 'ended' }), []);
  return { session, signedIn, signOut, ended, retry };
}
