import type { IncidentClass } from '@porchlight/domain';

/**
 * Everything an ordinance may speak of, for one camera and one look. Closed and flat; numbers are whole and ≥ 0. The
 * gate computes it; a context of any other shape is a refusal.
 */
export interface PolicyContext {
  readonly class: IncidentClass;
  /** The policy's table gives the class a radius. */
  readonly classListed: boolean;
  readonly incidentOpen: boolean;
  /** Since it was reported, begun minutes. */
  readonly incidentAgeMinutes: number;
  /** The incident lies inside the programme's boundary. */
  readonly insideBoundary: boolean;
  /** Asked for, and the policy's upper bound. */
  readonly minutes: number;
  readonly maxMinutes: number;
  /** Camera to incident, begun metres. */
  readonly distanceM: number;
  /** The policy's radius for the class; 0 for a class it does not list. */
  readonly policyRadiusM: number;
  /** What the owner signed for this camera. */
  readonly ownerRadiusM: number;
  readonly tier: 'none' | 'registry' | 'incident';
  readonly classConsented: boolean;
  readonly withinHours: boolean;
}

export type PolicyAttribute = keyof PolicyContext;

/**
 * How an attribute bears on a decision. `harm-up`: a larger number must never open; `harm-down`: a smaller number must
 * never open; `good`: false must never open; `tier`: only "incident" may open; `label`: neither way.
 */
export type AttributeBearing = 'harm-up' | 'harm-down' | 'good' | 'tier' | 'label';

export const ATTRIBUTES: Readonly<Record<PolicyAttribute, AttributeBearing>> = {
  class: 'label',
  classListed: 'good',
  incidentOpen: 'good',
  incidentAgeMinutes: 'harm-up',
  insideBoundary: 'good',
  minutes: 'harm-up',
  maxMinutes: 'harm-down',
  distanceM: 'harm-up',
  policyRadiusM: 'harm-down',
  ownerRadiusM: 'harm-down',
  tier: 'tier',
  classConsented: 'good',
  withinHours: 'good',
};

/** Attributes that are the same for every camera of a look. */
export const LOOK_ATTRIBUTES: readonly PolicyAttribute[] = [
  'class',
  'classListed',
  'incidentOpen',
  'incidentAgeMinutes',
  'insideBoundary',
  'minutes',
  'maxMinutes',
];

export function isPolicyAttribute(name: string): name is PolicyAttribute {
  return Object.hasOwn(ATTRIBUTES, name);
}
