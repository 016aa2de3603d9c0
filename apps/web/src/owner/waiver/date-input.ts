/** The local day of an instant as a date input takes it: `2026-11-23`. */
export function dateInput(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

/** Noon UTC of a date input's value: an instant of that local day in every zone from UTC−11 to UTC+11. Undefined for an unfinished date. */
export function middayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = Date.parse(`${text}T12:00:00Z`);
  return Number.isNaN(at) ? undefined : at;
}
