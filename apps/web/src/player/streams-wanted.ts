import type { StreamName } from '@porchlight/contract';

export interface Want {
  readonly main: boolean;
  readonly sub: boolean;
  /** Nothing this camera sends can be decoded here: the box is to make H.264 of it. */
  readonly h264?: boolean;
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
  /** Neither stream is one that this browser can decode. */
  readonly needsH264: boolean;
}

/**
 * Which streams a tile takes: nothing when hidden; when enlarged, the sub stream stays until the main one flows.
 * Of two streams of which one cannot be decoded, the other one is taken whatever the size.
 */
export function streamsWanted({ shown, large, mainFlows, undecodable, needsH264 }: TileNeed): Want {
  const fitting = large ? { main: true, sub: !mainFlows } : FIRST_WANT;
  const wanted = shown ? fitting : { main: false, sub: false };
  // Hidden, too: the others who look are not to change between codecs with this tile.
  if (needsH264) return { ...wanted, h264: true };
  if (!shown) return wanted;
  if (undecodable.main) return FIRST_WANT;
  if (undecodable.sub) return { main: true, sub: false };
  return fitting;
}

/**
 * Which of two streams that both bring pictures is drawn: the one that fits the tile, and the other one while that does
 * not flow, so that a change of size or a camera without a sub stream never leaves a dark tile.
 */
export function isDrawn(stream: StreamName, large: boolean, otherFlows: boolean): boolean {
  return !otherFlows || (stream === 'main') === large;
}

export const sameWant = (a: Want, b: Want): boolean =>
  a.main === b.main && a.sub === b.sub && a.h264 === b.h264;
