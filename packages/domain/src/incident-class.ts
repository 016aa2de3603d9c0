/**
 * The classes a policy may list. Dispatch nature codes map to one of them through a table the council owns; a code
 * that the table does not name has no class and opens nothing.
 */
export const INCIDENT_CLASSES = [
  'burglary',
  'robbery',
  'assault',
  'shooting',
  'vehicle-theft',
  'hit-and-run',
  'arson',
  'missing-person',
] as const;

export type IncidentClass = (typeof INCIDENT_CLASSES)[number];

export function isIncidentClass(text: string): text is IncidentClass {
  return (INCIDENT_CLASSES as readonly string[]).includes(text);
}
