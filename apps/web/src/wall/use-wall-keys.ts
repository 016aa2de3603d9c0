import { useEffect } from 'react';
import type { Shape } from './layouts.ts';
import { type WallAct, wallAct } from './wall-act.ts';
import type { WallState } from './wall-state.ts';

/** Listens for the wall's keys on the whole page, so that a number works wherever the focus is; fields keep theirs. */
export function useWallKeys(
  state: WallState,
  shape: Shape,
  placing: string | null,
  onAct: (act: WallAct) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('input, textarea, select, summary, dialog[open]') != null) return;
      const act = wallAct(state, placing, event.key, target?.closest('.tile') != null, shape);
      if (act === undefined) return;
      event.preventDefault();
      onAct(act);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [state, shape, placing, onAct]);
}
