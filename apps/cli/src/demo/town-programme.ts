import { INCIDENT_CLASSES } from '@porchlight/domain';
import { DEFAULT_POLICY } from '@porchlight/policy';
import { type HostEntry, programmeIdSchema } from '@porchlight/statements';
import type { TownPlan } from '@porchlight/town';
import { type CreatedProgramme, createProgramme } from '../programme/create-programme.ts';
import type { LogWitness } from '../programme/log-policy.ts';

const DAY_MS = 86_400_000;

/** The simulated town's programme: synthetic in its root for good, a 45-day pilot that began an hour ago. */
export function createTownProgramme(
  plan: TownPlan,
  origin: string,
  witnesses: readonly LogWitness[],
  host: HostEntry | null,
  now: number,
): Promise<CreatedProgramme> {
  return createProgramme(
    {
      id: programmeIdSchema.parse('demo-town'),
      name: plan.programmeName,
      synthetic: true,
      origin,
      timeZone: plan.timeZone,
      boundary: plan.boundary,
      startsAt: now - 3_600_000,
      endsAt: now + 45 * DAY_MS,
      selfAttestedDispatch: false,
      hosts: host ? [host] : [],
      witnesses,
      quorum: witnesses.length,
      policy: {
        ...DEFAULT_POLICY,
        radiusM: Object.fromEntries(INCIDENT_CLASSES.map((name) => [name, plan.circleM])),
      },
    },
    now,
  );
}
