import { useEffect, useRef, useState } from 'react';
import type * as z from 'zod';
import { type LinkState, openEvents } from './event-socket.ts';

/**
 * An events socket for as long as the component stands. `onMessage` may change between renders; the newest is called.
 * `path` null keeps it closed.
 */
export function useEvents<T>(
  path: string | null,
  schema: z.ZodType<T>,
  onMessage: (message: T) => void,
  onRefused?: () => void,
): LinkState {
  const [state, setState] = useState<LinkState>('connecting');
  const newest = useRef({ onMessage, onRefused });
  useEffect(() => {
    newest.current = { onMessage, onRefused };
  });
  useEffect(() => {
    if (path === null) return undefined;
    const events = openEvents({
      path,
      schema,
      onState: setState,
      onMessage: (message) => newest.current.onMessage(message),
      onRefused: () => newest.current.onRefused?.(),
    });
    return () => events.close();
  }, [path, schema]);
  return state;
}
