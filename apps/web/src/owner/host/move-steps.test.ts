import type { OwnerCameraView, OwnerGatewayView } from '@porchlight/contract';
import { describe, expect, it } from 'vitest';
import { moveSteps } from './move-steps.ts';

const box = (gatewayId: string, hosted: boolean) => ({ gatewayId, hosted }) as unknown as OwnerGatewayView;
const camera = (gatewayId: string, consentState: OwnerCameraView['consentState']) =>
  ({ gatewayId, consentState }) as unknown as OwnerCameraView;
const [own, hosted] = [box('own', false), box('hosted', true)];

describe('how far a move has come', () => {
  it('begins with the new place, which is of the other sort than the old one', () => {
    expect(moveSteps({ gateways: [hosted], cameras: [] }, hosted)).toMatchObject({
      place: undefined,
      cameras: false,
    });
    expect(moveSteps({ gateways: [hosted, box('h2', true)], cameras: [] }, hosted).place).toBeUndefined();
    expect(moveSteps({ gateways: [hosted, own], cameras: [] }, hosted).place).toBe(own);
    expect(moveSteps({ gateways: [hosted, own], cameras: [] }, own).place).toBe(hosted);
  });

  it('counts cameras and signatures at the new place alone', () => {
    const gateways = [hosted, own];
    const old = camera('hosted', 'in-force');
    expect(moveSteps({ gateways, cameras: [old] }, hosted)).toMatchObject({ cameras: false, signed: false });
    const unsigned = [old, camera('own', 'none')];
    expect(moveSteps({ gateways, cameras: unsigned }, hosted)).toMatchObject({
      cameras: true,
      signed: false,
    });
    const refused = [old, camera('own', 'refused')];
    expect(moveSteps({ gateways, cameras: refused }, hosted).signed).toBe(false);
    const signed = [old, camera('own', 'in-force')];
    expect(moveSteps({ gateways, cameras: signed }, hosted).signed).toBe(true);
  });
});
