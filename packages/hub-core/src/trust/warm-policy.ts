import { compilePolicy } from '@porchlight/policy';
import { TrustError } from './trust-error.ts';

/**
 * Compiles the policy and decides once: the first time takes half a second, and that is not while an operator waits.
 * Throws {@link TrustError} when the policy cannot be applied.
 */
export function warmPolicy(cedar: string): void {
  const compiled = compilePolicy(cedar);
  if (compiled.kind === 'refused') throw new TrustError('trust-refused', `policy: ${compiled.detail}`);
  compiled.policy.decide({
    class: 'burglary',
    classListed: false,
    incidentOpen: false,
    incidentAgeMinutes: 0,
    insideBoundary: false,
    minutes: 0,
    maxMinutes: 0,
    distanceM: 0,
    policyRadiusM: 0,
    ownerRadiusM: 0,
    tier: 'none',
    classConsented: false,
    withinHours: false,
  });
}
