import { type CameraPose, distanceM, poseSees, ringContains } from '@porchlight/domain';
import { describe, expect, it } from 'vitest';
import { rtspUrl, type TownConsent, townPlan } from './town-plan.ts';

const plan = townPlan();
const { position } = plan.incident;
const cameras = plan.cameras.map((camera) => ({
  camera,
  consent: plan.consents.find((c) => c.cameraId === camera.id) as TownConsent,
  far: distanceM(camera.pose.position, position),
}));
const burglary = (c: TownConsent): boolean => c.tier === 'incident' && c.classes.includes('burglary');
const inside = cameras.filter((c) => c.far <= plan.circleM);
const outside = cameras.filter((c) => c.far > plan.circleM);

describe('the town plan', () => {
  it('has at least 30 cameras with distinct ids and 30 owners on three gateways, 28 of them hosted', () => {
    expect(new Set(plan.cameras.map((c) => c.id)).size).toBe(32);
    expect(plan.owners).toHaveLength(30);
    expect(plan.gateways.map((g) => [g.id, g.ownerIds.length])).toEqual([
      ['gw-host', 28],
      ['gw-a', 1],
      ['gw-b', 1],
    ]);
    expect(plan.owners.flatMap((o) => o.cameraIds).sort()).toEqual(plan.cameras.map((c) => c.id).sort());
  });

  it('puts exactly 12 cameras that consent at every hour within the circle of 250 m', () => {
    const consenting = inside.filter(
      ({ consent, far }) => burglary(consent) && consent.radiusM >= far && consent.hours.kind === 'always',
    );
    expect(plan.circleM).toBe(250);
    expect(consenting).toHaveLength(12);
    expect(inside.filter(({ consent }) => burglary(consent))).toHaveLength(12);
  });

  it('puts two registry cameras and one for other classes inside, and at least 15 outside', () => {
    expect(inside.filter(({ consent }) => consent.tier === 'registry')).toHaveLength(2);
    const others = inside.filter(({ consent }) => consent.tier === 'incident' && !burglary(consent));
    expect(others).toHaveLength(1);
    expect(outside.length).toBeGreaterThanOrEqual(15);
  });

  it('has both single-owner gateways inside the circle', () => {
    for (const id of ['gw-a', 'gw-b'])
      expect(inside.some(({ camera }) => camera.gatewayId === id)).toBe(true);
  });

  it('lets the following circle reach at least three consenting cameras that see the runner’s way', () => {
    const reached = outside.filter(
      ({ camera, consent }) =>
        burglary(consent) &&
        plan.runner.some(
          ({ position: at }) =>
            distanceM(camera.pose.position, at) <= Math.min(plan.circleM, consent.radiusM) &&
            poseSees(camera.pose, at),
        ),
    );
    expect(reached.map(({ camera }) => camera.id)).toEqual(['cam-16', 'cam-17', 'cam-18']);
  });

  it('keeps cameras, incident, runner and calls inside the boundary', () => {
    const points = [
      ...plan.cameras.map((c) => c.pose.position),
      ...plan.runner.map((r) => r.position),
      ...plan.ordinaryCalls.map((c) => c.position),
      position,
    ];
    expect(points.filter((p) => !ringContains(plan.boundary, p))).toEqual([]);
  });

  it('keeps poses in range and labels short', () => {
    for (const { label, pose } of plan.cameras) {
      expect(label.length).toBeLessThanOrEqual(80);
      const { heightM, azimuthDeg, tiltDeg, hfovDeg, rangeM }: CameraPose = pose;
      expect(azimuthDeg).toBeGreaterThanOrEqual(0);
      expect(azimuthDeg).toBeLessThan(360);
      expect([heightM > 2, heightM < 5, tiltDeg > 0, hfovDeg >= 60, rangeM >= 30]).not.toContain(false);
    }
  });

  it('offers cheats that the rules refuse: one outside, one inside without consent', () => {
    const find = (id: string) => cameras.find((c) => c.camera.id === id);
    expect(find(plan.cheats.outside)?.far).toBeGreaterThan(plan.circleM);
    expect(find(plan.cheats.noConsent)?.far).toBeLessThan(plan.circleM);
    expect(find(plan.cheats.noConsent)?.consent.tier).toBe('registry');
  });

  it('is the same for the same seed and changes only passwords with another', () => {
    expect(townPlan(7)).toEqual(townPlan(7));
    const { rtspUsers: a, seed: _a, ...restA } = townPlan(1);
    const { rtspUsers: b, seed: _b, ...restB } = townPlan(2);
    expect(restA).toEqual(restB);
    expect(a['cam-01']).not.toBe(b['cam-01']);
  });

  it('gives each camera its own password in its address', () => {
    const [first] = plan.cameras;
    const url = rtspUrl(plan, first?.id ?? ('' as never), 'sub', { host: '127.0.0.1', port: 8554 });
    expect(url).toBe(`rtsp://cam-01:${plan.rtspUsers['cam-01']}@127.0.0.1:8554/cam-01/sub`);
    expect(new Set(Object.values(plan.rtspUsers)).size).toBe(32);
  });
});
