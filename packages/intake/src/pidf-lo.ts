import type { LatLon } from '@porchlight/domain';
import { isLatLon } from '@porchlight/domain';
import { plainText } from './call-report.ts';

/** A circle wider than this does not say where to look. */
export const MAX_CIRCLE_RADIUS_M = 100;
const MAX_PIDF_CHARS = 32_768;

export type PidfLocation = {
  /** Undefined when the object has no point that can be used; `vague` tells a circle that is too wide. */
  readonly position: LatLon | undefined;
  readonly vague: boolean;
  /** The civic address as one line; empty when there is none. */
  readonly place: string;
};

/**
 * Reads what is needed of a PIDF-LO (RFC 4119, RFC 5491, RFC 5139) out of its XML text: the `pos` of a GML `Point` or the
 * centre of a `Circle` of at most 100 m, "lat lon" in EPSG::4326 (or 4979 with a height), and the civic fields country,
 * A1, A3, PRD, RD, STS, POD, HNO and LMK. Elements are known by their local names. Not a general XML reader: a text with
 * declarations, comments or CDATA (`<!`) is not read. Undefined when the text cannot be read. Never throws.
 */
export function readPidfLo(xml: string): PidfLocation | undefined {
  if (xml.length > MAX_PIDF_CHARS || xml.includes('<!')) return undefined;
  const open = /<(?:[\w.-]+:)?(Point|Circle)(\s[^<>]*)?>/.exec(xml);
  const place = civicLine(xml);
  if (open === null) return { position: undefined, vague: false, place };
  const [tag, shape = '', attributes = ''] = open;
  const from = open.index + tag.length;
  const length = xml.slice(from).search(new RegExp(`</(?:[\\w.-]+:)?${shape}\\s*>`));
  if (length < 0) return undefined;
  const inner = xml.slice(from, from + length);
  const srs = /srsName\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1];
  const position = srs === undefined || /EPSG:[^:]*:(4326|4979)$/.test(srs) ? posOf(inner) : undefined;
  if (position === undefined) return undefined;
  if (shape === 'Circle') {
    const radius = Number(elementText(inner, 'radius'));
    if (!(radius <= MAX_CIRCLE_RADIUS_M)) return { position: undefined, vague: true, place };
  }
  return { position, vague: false, place };
}

function posOf(gml: string): LatLon | undefined {
  const numbers = elementText(gml, 'pos')?.split(/\s+/) ?? [];
  if (numbers.length < 2 || numbers.length > 3) return undefined;
  if (!numbers.every((number) => /^[+-]?\d{1,6}(\.\d{1,20})?$/.test(number))) return undefined;
  const position = { lat: Number(numbers[0]), lon: Number(numbers[1]) };
  return isLatLon(position) ? position : undefined;
}

function civicLine(xml: string): string {
  const field = (name: string): string => elementText(xml, name) ?? '';
  const street = ['HNO', 'PRD', 'RD', 'STS', 'POD'].map(field).filter(Boolean).join(' ');
  const parts = [field('LMK'), street, field('A3'), field('A1')].filter(Boolean);
  return plainText(parts.join(', '), 200);
}

/** Text of the first element with that local name, entities decoded. */
function elementText(xml: string, name: string): string | undefined {
  const match = new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>([^<]*)</(?:[\\w.-]+:)?${name}\\s*>`).exec(
    xml,
  );
  return match?.[1]
    ?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity] ?? '')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
