import { useEffect, useState } from 'react';
import type { Fault } from '../api/api-result.ts';
import { takeDemoFragment } from '../session/demo-fragment.ts';
import { personasOf } from '../session/key-store.ts';
import { signInWithPersona } from '../session/sign-in-calls.ts';
import { type SessionHandle, useSession } from '../session/use-session.ts';

export interface DemoSession {
  readonly handle: SessionHandle;
  /** True when this browser holds no key of the demo's operator. */
  readonly keyless: boolean;
  readonly fault: Fault | undefined;
  signIn(): void;
}

/** Signs the demo's operator in with the key that came with the demo's address; the use notice stands beside it. */
export function useDemoSession(): DemoSession {
  const handle = useSession('console');
  const [keyless, setKeyless] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [tries, setTries] = useState(0);
  const { signedIn } = handle;
  // Signed out by idleness or by hand stays signed out until asked; a newcomer is signed in at once.
  const wanted = handle.session.kind === 'signed-out' && (handle.session.because === 'none' || tries > 0);
  useEffect(() => {
    if (!wanted) return;
    enter().then((answer) => {
      if (answer === undefined) setKeyless(true);
      else if (answer.kind === 'ok') signedIn(answer.value);
      else setFault(answer.fault);
    });
  }, [wanted, signedIn]);
  return {
    handle,
    keyless,
    fault,
    signIn: () => {
      setFault(undefined);
      setTries((n) => n + 1);
    },
  };
}

async function enter() {
  await takeDemoFragment();
  const [operator] = await personasOf('console');
  return operator && signInWithPersona(operator, true);
}
