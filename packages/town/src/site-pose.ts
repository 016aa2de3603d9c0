import type { CameraPose } from '@porchlight/domain';
import type { CameraSite } from './camera-sites.ts';
import type { LocalPoint } from './local-frame.ts';
import type { House, Neighbourhood } from './neighbourhood.ts';

/** How far a camera hangs in front of its wall, metres. */
const BRACKET_M = 0.35;

/** `Democracia 2475` */
export const addressOf = (site: CameraSite): string => `${site.street} ${site.number}`;

/** The true geometry of a site's camera. Throws RangeError when the neighbourhood has no such house. */
export function poseOf(site: CameraSite, hood: Neighbourhood): CameraPose {
  const house = houseOf(site, hood);
  const facing = (house.facingDeg * Math.PI) / 180;
  const at: LocalPoint = [
    house.front[0] + Math.sin(facing) * BRACKET_M,
    house.front[1] + Math.cos(facing) * BRACKET_M,
  ];
  return {
    position: hood.frame.toLatLon(at),
    heightM: site.heightM,
    azimuthDeg: (house.facingDeg + site.turnDeg + 360) % 360,
    tiltDeg: site.tiltDeg,
    hfovDeg: site.hfovDeg,
    rangeM: site.rangeM,
  };
}

function houseOf(site: CameraSite, hood: Neighbourhood): House {
  const house = hood.houses.find((h) => h.street === site.street && h.number.split(',')[0] === site.number);
  if (house === undefined) throw new RangeError(`no house at ${addressOf(site)}`);
  return house;
}
