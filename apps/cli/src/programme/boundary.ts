import { readFile } from 'node:fs/promises';
import { isLatLon, type Ring } from '@porchlight/domain';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';

const MAX_BYTES = 2_000_000;
const polygonSchema = z.object({
  type: z.literal('Polygon'),
  coordinates: z.array(z.array(z.tuple([z.number(), z.number()], z.number()))).min(1),
});
const featureSchema = z.object({ type: z.literal('Feature'), geometry: polygonSchema });
const boundarySchema = z.union([
  polygonSchema,
  featureSchema.transform((f) => f.geometry),
  z
    .object({ type: z.literal('FeatureCollection'), features: z.array(featureSchema).length(1) })
    .transform((c) => c.features[0]?.geometry as z.infer<typeof polygonSchema>),
]);

/** Reads one GeoJSON polygon (RFC 7946; bare, as a Feature, or alone in a collection) and returns its outer ring. */
export async function readBoundary(file: string): Promise<Ring> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('option', `--boundary: cannot read ${file}.`, { cause });
  });
  if (text.length > MAX_BYTES)
    throw new CliError('option', `--boundary: ${file} is larger than 2 MB; simplify the polygon.`);
  return parseBoundary(text, file);
}

/** As {@link readBoundary}, from text. Throws CliError that names what is wrong. */
export function parseBoundary(text: string, file: string): Ring {
  const parsed = boundarySchema.safeParse(parseJson(text, file));
  if (!parsed.success) throw new CliError('option', `--boundary: ${file} is not one GeoJSON polygon.`);
  const [ring, ...holes] = parsed.data.coordinates;
  if (ring === undefined || ring.length < 4 || ring.length > 2000)
    throw new CliError('option', '--boundary: the polygon needs 4 to 2,000 points.');
  if (holes.length > 0)
    throw new CliError('option', '--boundary: a polygon with holes is not supported; draw one closed line.');
  const points = ring.map(([lon, lat]) => [lon, lat] as const);
  if (!points.every(([lon, lat]) => isLatLon({ lat, lon })))
    throw new CliError(
      'option',
      '--boundary: a point lies outside longitude ±180 or latitude ±90; GeoJSON order is [longitude, latitude].',
    );
  return points;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError('option', `--boundary: ${file} is not JSON.`, { cause });
  }
}
