import { useEffect, useRef } from 'react';

/** What counts as somebody being there. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const CHECK_MS = 5000;

/**
 * Calls `onIdle` once after `idleMs` without a sign of somebody at this page; 0 switches it off. Measured by the wall
 * clock, so that a laptop that slept is locked when it wakes.
 */
export function useIdleLock(idleMs: number, onIdle: () => void): void {
  const act = useRef(onIdle);
  useEffect(() => {
    act.current = onIdle;
  });
  useEffect(() => {
    if (idleMs <= 0) return undefined;
    let last = Date.now();
    const seen = () => {
      if (Date.now() - last < idleMs) last = Date.now();
    };
    for (const sign of SIGNS) window.addEventListener(sign, seen, { passive: true });
    const timer = setInterval(() => {
      if (Date.now() - last < idleMs) return;
      clearInterval(timer);
      act.current();
    }, CHECK_MS);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, seen);
    };
  }, [idleMs]);
}
