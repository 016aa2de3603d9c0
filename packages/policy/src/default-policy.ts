import type { IncidentClass } from '@porchlight/domain';

/**
 * The ordinance that `porchlight init` starts from, for a council to change before it votes. Not legal advice. The gate
 * holds every one of these by itself as well: a council may add to them, never take them away.
 */
const DEFAULT_CEDAR = `// Cameras shared by their owners: what a look needs. Every rule below must hold.
permit (principal, action, resource);

@id("R1-open")
@section("3(a)")
@title("Cameras open only while a reported incident is open.")
forbid (principal, action, resource) unless { context.incidentOpen };

@id("R1-class")
@section("3(b)")
@title("Only the kinds of incident that the council listed open cameras.")
forbid (principal, action, resource) unless { context.classListed };

@id("R1-radius")
@section("3(c)")
@title("Only cameras within the radius that the council set around the incident open.")
forbid (principal, action, resource) unless { context.distanceM <= context.policyRadiusM };

@id("R1-age")
@section("3(d)")
@title("An incident opens cameras for at most 24 hours after it was reported.")
forbid (principal, action, resource) unless { context.incidentAgeMinutes <= 1440 };

@id("R1-boundary")
@section("3(e)")
@title("The incident lies inside the programme's area.")
forbid (principal, action, resource) unless { context.insideBoundary };

@id("R2-minutes")
@section("4")
@title("A look ends by itself after the minutes that the council allows.")
forbid (principal, action, resource) unless { context.minutes <= context.maxMinutes };

@id("R11-tier")
@section("5(a)")
@title("The owner agreed to incident access for this camera.")
forbid (principal, action, resource) unless { context.tier == "incident" };

@id("R11-class")
@section("5(b)")
@title("The owner agreed to this kind of incident.")
forbid (principal, action, resource) unless { context.classConsented };

@id("R11-radius")
@section("5(c)")
@title("The incident lies within the distance that the owner chose.")
forbid (principal, action, resource) unless { context.distanceM <= context.ownerRadiusM };

@id("R11-hours")
@section("5(d)")
@title("The hour lies within those that the owner chose.")
forbid (principal, action, resource) unless { context.withinHours };
`;

/** What a programme starts from: the template ordinance with its tables. Radius in metres, nature codes as many systems write them. */
export const DEFAULT_POLICY: {
  readonly title: string;
  readonly cedar: string;
  readonly radiusM: Partial<Record<IncidentClass, number>>;
  readonly maxMinutes: number;
  readonly defaultMinutes: number;
  readonly natureCodes: Record<string, IncidentClass>;
} = {
  title: 'Ordinance on cameras shared by their owners (template)',
  cedar: DEFAULT_CEDAR,
  radiusM: {
    burglary: 250,
    robbery: 250,
    assault: 200,
    shooting: 400,
    'vehicle-theft': 200,
    'hit-and-run': 250,
    arson: 250,
    'missing-person': 300,
  },
  maxMinutes: 60,
  defaultMinutes: 20,
  natureCodes: {
    // As many dispatch systems abbreviate them.
    BURG: 'burglary',
    'BURG-IP': 'burglary',
    ROBB: 'robbery',
    'ROBB-ARM': 'robbery',
    ASLT: 'assault',
    'ASLT-AGG': 'assault',
    SHOT: 'shooting',
    'SHOTS-FIRED': 'shooting',
    GTA: 'vehicle-theft',
    'VEH-THEFT': 'vehicle-theft',
    'HIT-RUN': 'hit-and-run',
    ARSON: 'arson',
    MISS: 'missing-person',
    // The common incident types of EIDO (APCO ANS 2.103.2-2019).
    BURGLARY: 'burglary',
    ROBBERY: 'robbery',
    CARJACK: 'robbery',
    ASSAULT: 'assault',
    FASX: 'assault',
    SHOOT: 'shooting',
    ACTSHOOT: 'shooting',
    VEHSTLN: 'vehicle-theft',
    MVAHR: 'hit-and-run',
    FARSON: 'arson',
    PERMISS: 'missing-person',
  },
};
