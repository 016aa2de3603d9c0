/** The last line of `demo --check`. Milliseconds. */
export interface CheckFigures {
  ok: boolean;
  cameras: number;
  tiles: number;
  incidentToQueueMs: number;
  pressToFirstPictureMs: { p50: number; p95: number; max: number };
  cutMs: { owner: number; incident: number; expiry: number };
  refused: { outside: string; noConsent: string; afterEnd: string };
}

/** Nearest-rank percentiles, rounded to a tenth. Throws RangeError for no values. */
export function spread(values: readonly number[]): { p50: number; p95: number; max: number } {
  if (values.length === 0) throw new RangeError('no values to take percentiles of');
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (p: number): number => tenth(sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] as number);
  return { p50: rank(0.5), p95: rank(0.95), max: rank(1) };
}

export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
