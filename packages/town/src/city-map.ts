import { fileURLToPath } from 'node:url';

/**
 * Path of the sample city's base map: PMTiles v3, zoom 10–15, layers `streets` (class, name), `buildings`, `houses`
 * (simulated footprints at real addresses), `green` (kind), `water` (kind). Attribution: `townPlan().attribution`.
 */
export const MAP_FILE = fileURLToPath(new URL('../data/city.pmtiles', import.meta.url));
