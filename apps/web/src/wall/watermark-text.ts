/** `operator · 2026-11-23 03:14Z`: drawn into every picture. */
export function watermarkText(operatorId: string, now: number): string {
  return `${operatorId} · ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
