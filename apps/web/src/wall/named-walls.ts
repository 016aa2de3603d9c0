import * as z from 'zod';
import { LAYOUTS } from './layouts.ts';

const namedWallSchema = z.object({ name: z.string().min(1).max(24), layout: z.enum(LAYOUTS) });
export type NamedWall = z.infer<typeof namedWallSchema>;

const KEY = 'porchlight-walls';
const MAX_WALLS = 12;

/** Layouts kept by name in this browser; none when what is stored cannot be read. */
export function readNamedWalls(): NamedWall[] {
  try {
    return z
      .array(namedWallSchema)
      .max(MAX_WALLS)
      .parse(JSON.parse(localStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

/** Keeps the newest twelve and returns them. */
export function writeNamedWalls(walls: readonly NamedWall[]): NamedWall[] {
  const kept = walls.slice(-MAX_WALLS);
  localStorage.setItem(KEY, JSON.stringify(kept));
  return kept;
}
