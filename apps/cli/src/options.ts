import { InvalidArgumentError } from 'commander';

/** `host:port`, `[v6]:port` or a port alone (then 127.0.0.1); port 0 takes any free one. */
export function parseListen(text: string): { host: string; port: number } {
  const match = /^(?:(?<host>\[[0-9a-fA-F:.]+\]|[^:[\]\s]+):)?(?<port>\d{1,5})$/.exec(text);
  const port = Number(match?.groups?.['port']);
  if (match === null || port > 65_535)
    throw new InvalidArgumentError('expected HOST:PORT, for example 127.0.0.1:8080.');
  const host = match.groups?.['host'] ?? '127.0.0.1';
  return { host: host.replace(/^\[|\]$/g, ''), port };
}

/** An http(s) URL without path, query or fragment; returns its origin. */
export function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    (url.pathname !== '/' && url.pathname !== '') ||
    url.search + url.hash !== ''
  )
    throw new InvalidArgumentError('expected an address like https://porchlight.example.gov');
  return url.origin;
}

/** A day as YYYY-MM-DD or a moment as ISO 8601; a day is its first moment in UTC. Milliseconds since 1970. */
export function parseDay(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}(?:T.*)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError('expected a date like 2026-12-01.');
  return at;
}

/** A whole number in a range, with an error that names the range. */
export function parseWhole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}.`);
    return value;
  };
}

/** A time zone that this machine knows, IANA name. */
export function parseTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('expected an IANA time zone, for example America/Chicago.');
  }
}

/** Collects a repeatable option. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
