import { useCallback, useRef, useState } from 'react';
import type { ApiResult, Fault } from './api-result.ts';

export interface Act {
  readonly busy: boolean;
  readonly fault: Fault | undefined;
  /** Runs one act at a time; a second press while one runs does nothing. Resolves with the value, or undefined on a fault. */
  run<T>(act: () => Promise<ApiResult<T>>): Promise<T | undefined>;
  clear(): void;
}

/** Busy state and fault of what a button does. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const running = useRef(false);
  const run = useCallback(async <T>(act: () => Promise<ApiResult<T>>): Promise<T | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    setFault(undefined);
    try {
      const answer = await act();
      if (answer.kind === 'ok') return answer.value;
      setFault(answer.fault);
      return undefined;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setFault(undefined), []);
  return { busy, fault, run, clear };
}
