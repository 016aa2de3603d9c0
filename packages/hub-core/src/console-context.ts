import type { ConsoleContext } from '@porchlight/contract';
import type { PersonId } from '@porchlight/domain';
import type { TrustDesk } from './trust/trust-desk.ts';

/** What a console needs to build a request. */
export function consoleContext(trust: TrustDesk, operatorId: string): ConsoleContext {
  const { policy, root, roster } = trust.current;
  return {
    programme: root.programme,
    operatorId: operatorId as PersonId,
    rosterEpoch: roster?.statement.epoch ?? 0,
    policyHash: policy.hash,
    defaultMinutes: policy.statement.defaultMinutes,
    maxMinutes: policy.statement.maxMinutes,
    state: trust.state,
  };
}
