import { useEffect, useRef, useState } from 'react';

/**
 * `value`, but a new one no more often than every `everyMs`; the first of a burst comes at once and its last never gets lost. For
 * what is slow to draw anew and is told of many times a second.
 */
export function usePaced<T>(value: T, everyMs: number): T {
  const [paced, setPaced] = useState(value);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (Object.is(value, paced)) return undefined;
    const wait = changedAt.current + everyMs - performance.now();
    const change = (): void => {
      changedAt.current = performance.now();
      setPaced(value);
    };
    if (wait <= 0) {
      change();
      return undefined;
    }
    const timer = setTimeout(change, wait);
    return () => clearTimeout(timer);
  }, [value, paced, everyMs]);
  return paced;
}
