import { type RefCallback, useCallback, useState } from 'react';

export interface Area {
  readonly width: number;
  readonly height: number;
}

/** Before the browser has laid it out. */
const FIRST: Area = { width: 16, height: 9 };

/** The size of an element in CSS pixels, and the ref that watches it. */
export function useArea(): [Area, RefCallback<HTMLElement>] {
  const [area, setArea] = useState<Area>(FIRST);
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const sizes = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      setArea((before) => (before.width === width && before.height === height ? before : { width, height }));
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  return [area, ref];
}
