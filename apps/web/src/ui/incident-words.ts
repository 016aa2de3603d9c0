import type { IncidentClass } from '@porchlight/domain';

/** The classes as a resident reads them. */
export const CLASS_WORDS: Record<IncidentClass, string> = {
  burglary: 'burglary',
  robbery: 'robbery',
  assault: 'assault',
  shooting: 'shooting',
  'vehicle-theft': 'vehicle theft',
  'hit-and-run': 'hit and run',
  arson: 'arson',
  'missing-person': 'missing person',
};

/** With a capital, for the beginning of a line. */
export function classTitle(incidentClass: IncidentClass): string {
  const words = CLASS_WORDS[incidentClass];
  return words.charAt(0).toUpperCase() + words.slice(1);
}
