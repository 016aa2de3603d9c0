import { randomFor } from '../world/random.ts';
import { ball, box, frameAt, inFrame, type Mesh, prism, rgb, scale } from './mesh.ts';

export const LAMP_HEIGHT_M = 5.4;
/** How far the lamp reaches over the street from its mast. */
export const LAMP_ARM_M = 1.3;
const MAST = rgb('#3c4247');

/** A street lamp at (x, y) whose arm points along the bearing. */
export function addLamp(mesh: Mesh, lamp: { x: number; y: number; facingDeg: number }): void {
  const f = frameAt(lamp.x, lamp.y, lamp.facingDeg);
  prism(mesh, [lamp.x, lamp.y, 0], [lamp.x, lamp.y, LAMP_HEIGHT_M], 0.09, 0.06, MAST);
  prism(
    mesh,
    [lamp.x, lamp.y, LAMP_HEIGHT_M - 0.05],
    inFrame(f, 0, LAMP_ARM_M, LAMP_HEIGHT_M + 0.1),
    0.05,
    0.04,
    MAST,
  );
  box(
    mesh,
    f,
    [-0.14, 0.14],
    [LAMP_ARM_M - 0.35, LAMP_ARM_M + 0.35],
    [LAMP_HEIGHT_M + 0.06, LAMP_HEIGHT_M + 0.18],
    MAST,
  );
  box(
    mesh,
    f,
    [-0.11, 0.11],
    [LAMP_ARM_M - 0.3, LAMP_ARM_M + 0.3],
    [LAMP_HEIGHT_M, LAMP_HEIGHT_M + 0.06],
    rgb('#ffd08a', 7),
    1,
  );
}

/** A plane tree; `size` 1 is about 7 m high. */
export function addTree(mesh: Mesh, tree: { x: number; y: number; size: number }, seed: number): void {
  const random = randomFor(seed, `tree/${tree.x.toFixed(1)}/${tree.y.toFixed(1)}`);
  const { x, y, size } = tree;
  const trunk = rgb('#6b5a48');
  prism(mesh, [x, y, 0], [x + 0.1, y, 2.6 * size], 0.17 * size, 0.12 * size, trunk);
  for (let i = 0; i < 3; i++) {
    const a = random() * 6.28;
    prism(
      mesh,
      [x + 0.1, y, 2.4 * size],
      [x + Math.cos(a) * 1.2, y + Math.sin(a) * 1.2, 4 * size],
      0.1 * size,
      0.05,
      trunk,
    );
  }
  const leaf = rgb('#3f5a33', 0.9);
  for (let i = 0; i < 7; i++) {
    const a = (i / 6) * 6.28 + random();
    const r = i === 0 ? 0 : 0.9 + random() * 0.6;
    const z = (i === 0 ? 5.6 : 4 + random() * 1.4) * size;
    ball(
      mesh,
      [x + Math.cos(a) * r * size, y + Math.sin(a) * r * size, z],
      (1 + random() * 0.5) * size,
      scale(leaf, 0.7 + random() * 0.5),
      0.8,
    );
  }
}
