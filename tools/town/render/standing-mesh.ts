import { neighbourhood } from '../../../packages/town/src/neighbourhood.ts';
import { addCar, CAR_COLORS } from '../mesh/car-mesh.ts';
import { addHouse } from '../mesh/house-mesh.ts';
import { frameAt, Mesh, type Rgb } from '../mesh/mesh.ts';
import { addLamp, addTree } from '../mesh/street-mesh.ts';
import type { Lens, World } from '../world/world.ts';

/** Farther things are lost in the haze, metres. */
export const SIGHT_M = 170;

/** Everything that never moves within sight of a lens. */
export function standingMesh(world: World, lens: Lens): Mesh {
  const mesh = new Mesh();
  const a = (lens.azimuthDeg * Math.PI) / 180;
  const visible = (x: number, y: number): boolean => {
    const [dx, dy] = [x - lens.x, y - lens.y];
    const far = Math.hypot(dx, dy);
    return far < SIGHT_M && (far < 20 || (dx * Math.sin(a) + dy * Math.cos(a)) / far > 0.3);
  };
  for (const house of neighbourhood().houses) {
    if (visible(...house.front)) addHouse(mesh, house, world.seed, world.bareHouses.has(house));
  }
  for (const lamp of world.furniture.lamps) if (visible(lamp.x, lamp.y)) addLamp(mesh, lamp);
  for (const tree of world.furniture.trees) if (visible(tree.x, tree.y)) addTree(mesh, tree, world.seed);
  for (const car of world.furniture.parked)
    if (visible(car.x, car.y))
      addCar(mesh, frameAt(car.x, car.y, car.facingDeg), CAR_COLORS[car.color] as Rgb, false);
  return mesh;
}
