import { readFileSync } from 'node:fs';
import { type LocalFrame, type LocalPoint, localFrame } from './local-frame.ts';

export interface Street {
  readonly name: string;
  readonly class: string;
  /** Half the carriageway, metres. */
  readonly halfWidthM: number;
  readonly points: readonly LocalPoint[];
}

/** A house at a real address. Its front line is true to the map; depth and everything above ground is simulated. */
export interface House {
  readonly street: string;
  readonly number: string;
  /** Middle of the front line. */
  readonly front: LocalPoint;
  /** Compass bearing from the front towards the street, degrees. */
  readonly facingDeg: number;
  readonly widthM: number;
  readonly depthM: number;
}

/** The streets and houses that the simulated cameras look at, in local metres. */
export interface Neighbourhood {
  readonly attribution: string;
  readonly frame: LocalFrame;
  readonly streets: readonly Street[];
  readonly houses: readonly House[];
}

interface NeighbourhoodFile {
  readonly attribution: string;
  readonly origin: { readonly lat: number; readonly lon: number };
  readonly streets: readonly (readonly [string, string, number, readonly LocalPoint[]])[];
  readonly houses: readonly (readonly [string, string, number, number, number, number, number])[];
}

let loaded: Neighbourhood | undefined;

/** The neighbourhood that ships with the package; read once. */
export function neighbourhood(): Neighbourhood {
  loaded ??= read();
  return loaded;
}

function read(): Neighbourhood {
  const path = new URL('../data/neighbourhood.json', import.meta.url);
  const file = JSON.parse(readFileSync(path, 'utf8')) as NeighbourhoodFile;
  return {
    attribution: file.attribution,
    frame: localFrame(file.origin),
    streets: file.streets.map(([name, cls, halfWidthM, points]) => ({
      name,
      class: cls,
      halfWidthM,
      points,
    })),
    houses: file.houses.map(([street, number, x, y, facingDeg, widthM, depthM]) => ({
      street,
      number,
      front: [x, y],
      facingDeg,
      widthM,
      depthM,
    })),
  };
}
