import type { LocalGateway } from '../demo/local-gateway.ts';
import type { LyingRelay } from './lying-relay.ts';

/** What a lie is played on. */
export interface LieStage {
  readonly relay: LyingRelay;
  readonly cameraId: string;
  readonly gateway: LocalGateway;
}
