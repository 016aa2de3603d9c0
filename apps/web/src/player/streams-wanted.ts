import type { StreamName } from '@porchlight/contract';

export interface Want {
  readonly main: boolean;
  readonly sub: boolean;
}

/** What a hub sends before it hears anything else. */
export const FIRST_WANT: Want = { main: false, sub: true };

export interface TileNeed {
  /** On screen, in a page that is not hidden. */
  readonly shown: boolean;
  /** Large enough for the main stream. */
  readonly large: boolean;
  /** A main picture was drawn a moment ago. */
  readonly mainFlows: boolean;
  /** Streams that this browser cannot decode (H.265). */
  readonly undecodable: Readonly<Record<StreamName, boolean>>;
}

/**
 * Which streams a tile takes: nothing when hidden; when enlarged, the sub stream stays until the main one flows.
 * Of two streams of which one cannot be decoded, the other one is taken whatever the size.
 */
export function streamsWanted({ shown, large, mainFlows, undecodable }: TileNeed): Want {
  if (!shown) return { main: false, sub: false };
  if (undecodable.main) return FIRST_WANT;
  if (undecodable.sub) return { main: true, sub: false };
  return large ? { main: true, sub: !mainFlows } : FIRST_WANT;
}

/**
 * Which of two streams that both bring pictures is drawn: the one that fits the tile, and the other one while that does
 * not flow, so that a change of size or a camera without a sub stream never leaves a dark tile.
 */
export function isDrawn(stream: StreamName, large: boolean, otherFlows: boolean): boolean {
  return !otherFlows || (stream === 'main') === large;
}
