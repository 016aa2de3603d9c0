import { useEffect, useState } from 'react';

/**
 * `value` once it has stood for `afterMs`, undefined before. For what may wait: a map is slow to draw anew, and when the wall
 * opens beside it, the pictures go first.
 */
export function useSettled<T>(value: T, afterMs: number): T | undefined {
  const [settled, setSettled] = useState<T>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled === value ? settled : undefined;
}
