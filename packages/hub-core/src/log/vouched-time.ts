import type { Clock, EpochMs } from '@porchlight/domain';
import { openCheckpoint, type TrustPolicy } from '@porchlight/translog';
import type { Published } from './tile-keeper.ts';

/** How far this hub's clock may run ahead of what the witnesses have seen: they may be out of reach for a while. */
const AHEAD_MS = 3600_000;

/**
 * The time for acts that cannot be undone, such as a disclosure or an erasure: this hub's own, and never more than an hour
 * past the newest time that a quorum of the witnesses vouches for. A clock that jumped ahead then does nothing early. Without
 * a published checkpoint it is 0; where the policy asks for no witness, the hub's own time is all there is.
 */
export async function vouchedTime(
  clock: Clock,
  newest: Published | undefined,
  policy: TrustPolicy,
): Promise<EpochMs> {
  if (newest === undefined) return 0;
  const opened = await openCheckpoint(new TextEncoder().encode(newest.text), policy);
  if (opened.kind !== 'trusted') return 0;
  if (opened.quorumTime === undefined) return clock.now();
  return Math.min(clock.now(), opened.quorumTime * 1000 + AHEAD_MS);
}
