import { useEffect } from 'react';
import type { ConsoleHold } from './use-console.ts';

/** J/K or arrows move in the queue, Enter brings up, F follows, E ends. Tiles and fields keep their own keys. */
export function useConsoleKeys(hold: ConsoleHold, onHelp: () => void): void {
  useEffect(() => {
    const acts: Readonly<Record<string, () => void>> = {
      j: () => hold.move(1),
      ArrowDown: () => hold.move(1),
      k: () => hold.move(-1),
      ArrowUp: () => hold.move(-1),
      Enter: () => void hold.bringUp(),
      f: hold.toggleFollow,
      e: () => void hold.endLook(),
      '?': onHelp,
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('input, textarea, select, dialog[open]') != null) return;
      // Arrows and Enter belong to a focused tile or button; the letters work everywhere.
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (
        key.length > 1 &&
        target?.closest('.wall, button:not(.incident-row), a, summary, .maplibregl-canvas') != null
      )
        return;
      const act = acts[key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [hold, onHelp]);
}
