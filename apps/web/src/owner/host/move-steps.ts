import type { OwnerGatewayView, OwnerOverview } from '@porchlight/contract';

export interface MoveSteps {
  /** The other place: a box of one's own for who leaves a host, and the other way round. */
  readonly place: OwnerGatewayView | undefined;
  /** At least one camera is connected there. */
  readonly cameras: boolean;
  /** Every camera there that is meant to be looked through is signed for: at least one is. */
  readonly signed: boolean;
}

/** How far a move from `old` has come, from what the server shows. */
export function moveSteps(
  overview: Pick<OwnerOverview, 'gateways' | 'cameras'>,
  old: OwnerGatewayView,
): MoveSteps {
  const place = overview.gateways.find((g) => g.gatewayId !== old.gatewayId && g.hosted !== old.hosted);
  const there = overview.cameras.filter((camera) => camera.gatewayId === place?.gatewayId);
  const held = there.filter(
    (c) => c.consentState === 'in-force' || c.consentState === 'waiting' || c.consentState === 'sent',
  );
  return { place, cameras: there.length > 0, signed: held.length > 0 };
}
