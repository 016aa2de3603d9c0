import { ball, type Frame, inFrame, type Mesh, prism, type Rgb, type Vec3 } from './mesh.ts';

export interface Clothes {
  readonly top: Rgb;
  readonly legs: Rgb;
  readonly skin: Rgb;
  readonly hair: Rgb;
  /** A bag on the back. */
  readonly bag?: Rgb;
  /** A light band around the chest. */
  readonly band?: Rgb;
}

export type Gait = 'walk' | 'run' | 'stand' | 'crouch';

/** A person of 1.75 m at the frame's origin, facing v. `phase` is the step cycle in radians. */
export function addPerson(mesh: Mesh, f: Frame, clothes: Clothes, gait: Gait, phase: number): void {
  const run = gait === 'run';
  const crouch = gait === 'crouch';
  const swing = gait === 'walk' ? 0.42 : run ? 0.85 : 0.03;
  const bounce = run
    ? 0.05 * Math.abs(Math.sin(phase))
    : gait === 'walk'
      ? 0.02 * Math.abs(Math.sin(phase))
      : 0;
  const lean = run ? 0.2 : crouch ? 0.28 : 0.02;
  const hip = (crouch ? 0.42 : 0.9) + bounce;
  const neck: Vec3 = inFrame(f, 0, lean, hip + 0.56);
  for (const s of [-1, 1] as const)
    addLeg(mesh, f, s, hip, Math.sin(phase) * swing * s, run, crouch, clothes);
  const waist = inFrame(f, 0, 0, hip - 0.02);
  prism(mesh, waist, inFrame(f, 0, lean * 0.75, hip + 0.44), 0.17, 0.22, clothes.top);
  prism(mesh, inFrame(f, 0, lean * 0.75, hip + 0.44), neck, 0.22, 0.1, clothes.top);
  if (clothes.band)
    prism(
      mesh,
      inFrame(f, 0, lean * 0.42, hip + 0.22),
      inFrame(f, 0, lean * 0.56, hip + 0.31),
      0.215,
      0.222,
      clothes.band,
    );
  for (const s of [-1, 1] as const) addArm(mesh, f, s, hip, lean, -Math.sin(phase) * swing * s, run, clothes);
  ball(mesh, inFrame(f, 0, lean * 1.2 + 0.03, hip + 0.72), 0.125, clothes.skin, 1.15);
  ball(mesh, inFrame(f, 0, lean * 1.2 - 0.015, hip + 0.755), 0.132, clothes.hair, 1.1);
  if (clothes.bag) {
    prism(
      mesh,
      inFrame(f, 0, lean * 0.3 - 0.24, hip + 0.08),
      inFrame(f, 0, lean * 0.8 - 0.26, hip + 0.5),
      0.2,
      0.16,
      clothes.bag,
    );
  }
}

function addLeg(
  mesh: Mesh,
  f: Frame,
  s: number,
  hip: number,
  angle: number,
  run: boolean,
  crouch: boolean,
  c: Clothes,
): void {
  const u = 0.095 * s;
  const thigh = crouch ? 0.34 : 0.45;
  const a = crouch ? 1.25 : angle;
  const knee = inFrame(f, u, Math.sin(a) * thigh, Math.max(0.12, hip - Math.cos(a) * thigh));
  const bend = crouch
    ? -0.5
    : a - (run ? 0.35 + Math.max(0, -angle) * 1.1 : Math.max(0, -angle) * 0.7 + 0.05);
  const z = Math.max(0.06, knee[2] - Math.cos(bend) * 0.44);
  const v = Math.sin(a) * thigh + Math.sin(bend) * 0.44;
  prism(mesh, inFrame(f, u, 0, hip), knee, 0.1, 0.075, c.legs);
  prism(mesh, knee, inFrame(f, u, v, z), 0.075, 0.055, c.legs);
  prism(
    mesh,
    inFrame(f, u, v - 0.05, z),
    inFrame(f, u, v + 0.18, Math.max(0.05, z - 0.03)),
    0.06,
    0.05,
    [0.02, 0.02, 0.025],
  );
}

function addArm(
  mesh: Mesh,
  f: Frame,
  s: number,
  hip: number,
  lean: number,
  angle: number,
  run: boolean,
  c: Clothes,
): void {
  const shoulder = inFrame(f, 0.235 * s, lean * 0.75, hip + 0.46);
  const v = lean * 0.75 + Math.sin(angle) * 0.28;
  const z = hip + 0.46 - Math.cos(angle) * 0.28;
  const elbow = inFrame(f, 0.265 * s, v, z);
  const lift = angle + (run ? 1.45 : 0.25);
  const hand = inFrame(f, 0.24 * s, v + Math.sin(lift) * 0.26, z - Math.cos(lift) * 0.26);
  prism(mesh, shoulder, elbow, 0.068, 0.055, c.top);
  prism(mesh, elbow, hand, 0.055, 0.045, c.top);
  ball(mesh, hand, 0.055, c.skin);
}
