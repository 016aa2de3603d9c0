/** One question a screen, in order. `camera` is an index into the chosen cameras. */
export type WaiverStep =
  | { readonly kind: 'read'; readonly topic: number }
  | { readonly kind: 'choose' }
  | { readonly kind: 'place'; readonly camera: number }
  | { readonly kind: 'terms'; readonly camera: number }
  | { readonly kind: 'review' };

export interface WaiverPath {
  readonly topics: number;
  /** Cameras there are to choose from; with one, or when one was named, nothing is asked. */
  readonly cameras: number;
  readonly named: boolean;
  /** How many were chosen. */
  readonly chosen: number;
}

/** Every step of signing, from the first line of the text to the signature. */
export function waiverSteps({ topics, cameras, named, chosen }: WaiverPath): WaiverStep[] {
  const read = Array.from({ length: topics }, (_, topic) => ({ kind: 'read' as const, topic }));
  const each = Array.from({ length: chosen }, (_, camera) => [
    { kind: 'place' as const, camera },
    { kind: 'terms' as const, camera },
  ]);
  const choose = cameras > 1 && !named ? [{ kind: 'choose' as const }] : [];
  return [...read, ...choose, ...each.flat(), { kind: 'review' }];
}

/** Where to begin: at the text, or after it when the very same text was signed before. */
export function firstStep(path: WaiverPath, sameTextSigned: boolean): number {
  return sameTextSigned ? path.topics : 0;
}
