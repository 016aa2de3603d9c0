import type { EpochMs, IncidentClass } from '@porchlight/domain';
import {
  LOOK_ATTRIBUTES,
  type PolicyAttribute,
  type PolicyContext,
  type PolicyRule,
} from '@porchlight/policy';
import type { IncidentStatement } from '@porchlight/statements';
import type { PreparedLook } from './prepared-look.ts';
import { type Refusal, type RefusalCode, refusal } from './refusal.ts';
import { insideBoundary, policyRadiusM } from './standing.ts';

/** The camera's half of the context. */
export type CameraContext = Pick<
  PolicyContext,
  'distanceM' | 'ownerRadiusM' | 'tier' | 'classConsented' | 'withinHours'
>;

/** A camera that no owner's term and no distance stands against: what is then refused, is refused for every camera. */
const BEST_CAMERA: CameraContext = {
  distanceM: 0,
  ownerRadiusM: Number.MAX_SAFE_INTEGER,
  tier: 'incident',
  classConsented: true,
  withinHours: true,
};

/** What is asked of the ordinance. */
export interface RuleQuestion {
  readonly place: IncidentStatement;
  readonly incidentClass: IncidentClass;
  readonly camera: CameraContext;
  readonly now: EpochMs;
  /** What the gate refused by itself. */
  readonly already: readonly Refusal[];
}

/** Step 11: the ordinance's rules that forbid this, but for those that only repeat what is refused already. */
export function ruleRefusals(
  look: PreparedLook,
  question: RuleQuestion,
  wanted: (rule: PolicyRule) => boolean = () => true,
): readonly Refusal[] {
  // Without a policy the look as a whole is refused, by that name.
  if (look.policy === null) return [];
  const decision = look.policy.decide(contextOf(look, question));
  if (decision.kind === 'permit') return [];
  if (decision.rules.length === 0) return [refusal('policy-unreadable')];
  const said = new Set(question.already.flatMap((refused) => SAYS[refused.code] ?? []));
  return decision.rules
    .filter(wanted)
    .filter((rule) => ![...rule.attributes].every((attribute) => said.has(attribute)))
    .map((rule) => refusal('policy-rule', rule));
}

/** The ordinance's rules that speak of the look alone. */
export function lookRuleRefusals(
  look: PreparedLook,
  now: EpochMs,
  already: readonly Refusal[],
): readonly Refusal[] {
  const place = look.signedFor.statement;
  return ruleRefusals(
    look,
    { place, incidentClass: place.class, camera: BEST_CAMERA, now, already },
    (rule) => [...rule.attributes].every((attribute) => LOOK_ATTRIBUTES.includes(attribute)),
  );
}

/** What the gate's own refusals already said: a rule that looks at nothing else is not said twice. */
const SAYS: Partial<Record<RefusalCode, readonly PolicyAttribute[]>> = {
  'incident-closed': ['incidentOpen'],
  'incident-too-old': ['incidentAgeMinutes'],
  'class-not-listed': ['class', 'classListed', 'policyRadiusM', 'distanceM'],
  'outside-boundary': ['insideBoundary'],
  'too-many-minutes': ['minutes', 'maxMinutes'],
  'too-far': ['distanceM', 'policyRadiusM'],
  'too-far-for-owner': ['distanceM', 'ownerRadiusM'],
  'no-consent': ['tier', 'classConsented', 'ownerRadiusM', 'withinHours', 'distanceM'],
  'registry-only': ['tier'],
  'class-not-consented': ['class', 'classConsented'],
  'outside-hours': ['withinHours'],
};

function contextOf(look: PreparedLook, { place, incidentClass, camera, now }: RuleQuestion): PolicyContext {
  const radius = policyRadiusM(look.trust, incidentClass);
  return {
    class: incidentClass,
    classListed: radius > 0,
    incidentOpen: look.newest.statement.status === 'open',
    incidentAgeMinutes: Math.max(0, Math.ceil((now - look.signedFor.statement.reportedAt) / 60_000)),
    insideBoundary: insideBoundary(look.trust, place),
    minutes: look.request.statement.minutes,
    maxMinutes: look.trust.policy?.statement.maxMinutes ?? 0,
    policyRadiusM: radius,
    ...camera,
  };
}
