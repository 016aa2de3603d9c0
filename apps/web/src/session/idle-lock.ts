import { useEffect, useRef } from 'react';

/** What counts as somebody being there. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
const CHECK_MS = 5000;
/** The hub counts calls, not movements of a hand: while somebody is there it is told so this often. */
const TOUCH_MS = 5 * 60_000;

/**
 * Calls `onIdle` once after `idleMs` without a sign of somebody at this page; 0 switches it off. Measured by the wall
 * clock, so that a laptop that slept is locked when it wakes. `onTouch` is called every five minutes while somebody is there.
 */
export function useIdleLock(idleMs: number, onIdle: () => void, onTouch: () => void): void {
  const acts = useRef({ onIdle, onTouch });
  useEffect(() => {
    acts.current = { onIdle, onTouch };
  });
  useEffect(() => {
    if (idleMs <= 0) return undefined;
    let last = Date.now();
    let told = last;
    const seen = () => {
      const now = Date.now();
      if (now - last >= idleMs) return;
      last = now;
      if (now - told < TOUCH_MS) return;
      told = now;
      acts.current.onTouch();
    };
    for (const sign of SIGNS) window.addEventListener(sign, seen, { passive: true });
    const timer = setInterval(() => {
      if (Date.now() - last < idleMs) return;
      clearInterval(timer);
      acts.current.onIdle();
    }, CHECK_MS);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, seen);
    };
  }, [idleMs]);
}
