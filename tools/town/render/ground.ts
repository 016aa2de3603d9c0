import { mix, type Rgb } from '../mesh/mesh.ts';
import type { StreetLines } from '../world/street-lines.ts';

const ASPHALT: Rgb = [0.085, 0.087, 0.098];
const GUTTER: Rgb = [0.06, 0.061, 0.068];
const PAINT: Rgb = [0.52, 0.52, 0.5];
const KERB: Rgb = [0.33, 0.325, 0.31];
const PAVEMENT: Rgb = [0.235, 0.222, 0.205];
const JOINT: Rgb = [0.15, 0.142, 0.132];
const YARD: Rgb = [0.07, 0.085, 0.05];

/** Colour of the ground: carriageway with marks, kerb, pavement with joints, yards behind the front line. */
export function groundColor(lines: StreetLines, x: number, y: number, farM: number): Rgb {
  const on = lines.at(x, y);
  if (on === undefined) return YARD;
  const { halfWidthM: half, acrossM, alongM, otherEdgeM, otherPasses } = on;
  const edge = Math.abs(acrossM) - half;
  if (edge < 0) return carriageway(acrossM, alongM, half, edge, otherEdgeM, otherPasses);
  if (edge < 0.17) return KERB;
  const front = half / 0.46 - half;
  if (edge < front + 0.3) {
    const occluded = 1 - 0.4 * Math.exp((edge - front) / 0.5);
    const fade = Math.max(0, 1 - farM / 28);
    const joint = Math.min(grid(alongM, 1.25), grid(edge - 0.17, 1.25));
    const stone = mix(PAVEMENT, JOINT, joint < 0.022 ? fade : 0);
    return [stone[0] * occluded, stone[1] * occluded, stone[2] * occluded];
  }
  return YARD;
}

function carriageway(
  across: number,
  along: number,
  half: number,
  edge: number,
  otherEdge: number,
  crossing: boolean,
): Rgb {
  if (half > 3 && crossing && otherEdge > 1.6 && otherEdge < 4.4) {
    const stripe = (((across / 0.95) % 1) + 1) % 1;
    return stripe < 0.5 ? PAINT : ASPHALT;
  }
  if (half > 3.4 && otherEdge > 6 && Math.abs(across) < 0.07 && ((along % 5) + 5) % 5 < 2.2) return PAINT;
  if (otherEdge < 0.5) return ASPHALT;
  return edge > -0.35 ? GUTTER : ASPHALT;
}

function grid(value: number, step: number): number {
  const r = ((value % step) + step) % step;
  return Math.min(r, step - r);
}
