import { parseStrictJson } from '@porchlight/statements';
import * as z from 'zod';
import { type CallReport, plainText } from './call-report.ts';
import { type IntakeRefusal, refuse } from './intake-refusal.ts';
import { type PidfLocation, readPidfLo } from './pidf-lo.ts';

const reference = z.object({ $ref: z.string().max(200) });
const time = z.iso.datetime({ offset: true });

/**
 * What is read of a NENA Emergency Incident Data Object (NENA-STA-021.1, `EmergencyIncidentDataObjectType`); everything
 * else is ignored and kept nowhere: callers, persons, notes and agents never reach this product.
 */
const eidoSchema = z.object({
  /** The incident tracking identifier: names the call. */
  $id: z.string().min(1).max(200),
  /** Orders the messages of a call. */
  lastUpdateTimeStamp: time,
  eidoVersion: z.literal('1.0'),
  incidentComponent: z.object({
    /** EIDO-IncidentType-Common: looked up in the policy's table of nature codes. */
    incidentTypeCommonRegistryText: z.string().min(1).max(32),
    /** EIDO-IncidentStatus-Common. */
    incidentStatusCommonRegistryText: z.array(z.string().max(64)).min(1).max(16),
    locationReference: z.array(reference).max(64).optional(),
  }),
  /** The earliest start is when it was reported. */
  callComponent: z
    .array(z.object({ callStartTimestamp: time.optional() }))
    .max(256)
    .optional(),
  locationComponent: z
    .array(
      z.object({
        $id: z.string().max(200),
        /** EIDO-LocationType: `CurrentIncident`, else `InitialIncident`; a caller's or a tower's place is not the incident's. */
        locationTypeDescriptionRegistryText: z.string().max(64),
        /** PIDF-LO as XML text. References (`locationByReferenceUrl`) are not fetched. */
        locationByValue: z.string().max(32_768).optional(),
      }),
    )
    .max(256)
    .optional(),
});
type Eido = z.infer<typeof eidoSchema>;

/** EIDO-IncidentStatus-Common, NENA-STA-021.1 table 3-3. */
const OPEN = new Set([
  'Active',
  'FireUnderControl',
  'NewLocation',
  'ReOpened',
  'ResourcesAssigned',
  'ResourcesEnroute',
  'ResourcesOnscene',
  'StructureCleared',
]);
const CLOSED = new Set(['Cancelled', 'Closed']);

/** Reads an EIDO. One status that closes closes it, whatever stands beside. Refuses with the field to mend. Never throws. */
export function readEido(
  feed: string,
  body: Uint8Array,
): { kind: 'report'; report: CallReport } | IntakeRefusal {
  const json = parseStrictJson(body);
  if (json.kind === 'duplicate-key') return refuse('malformed', 'a key stands twice', json.key.slice(0, 64));
  if (json.kind === 'malformed') return refuse('malformed', 'not JSON in UTF-8');
  const parsed = eidoSchema.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(
      'malformed',
      issue?.message ?? 'not an EIDO',
      issue?.path.join('.').slice(0, 100) || undefined,
    );
  }
  const eido = parsed.data;
  const status = statusOf(eido);
  if (status === undefined)
    return refuse(
      'unknown-status',
      'not in EIDO-IncidentStatus-Common',
      'incidentComponent.incidentStatusCommonRegistryText',
    );
  const location = locationOf(eido);
  if (location.kind === 'refused') return location;
  const starts = (eido.callComponent ?? []).flatMap((c) => c.callStartTimestamp ?? []);
  const update = Date.parse(eido.lastUpdateTimeStamp);
  const report = {
    feed,
    call: eido.$id,
    nature: plainText(eido.incidentComponent.incidentTypeCommonRegistryText, 32),
    status,
    position: location.position,
    place: location.place || undefined,
    reportedAt: Math.min(update, ...starts.map((start) => Date.parse(start))),
    update,
  };
  return { kind: 'report', report };
}

function statusOf(eido: Eido): 'open' | 'closed' | undefined {
  const values = eido.incidentComponent.incidentStatusCommonRegistryText;
  if (!values.every((value) => OPEN.has(value) || CLOSED.has(value))) return undefined;
  return values.some((value) => CLOSED.has(value)) ? 'closed' : 'open';
}

function locationOf(eido: Eido): ({ kind: 'location' } & PidfLocation) | IntakeRefusal {
  const named = new Set(eido.incidentComponent.locationReference?.map(({ $ref }) => $ref));
  const all = eido.locationComponent ?? [];
  const ofIncident = named.size > 0 ? all.filter(({ $id }) => named.has($id)) : all;
  for (const type of ['CurrentIncident', 'InitialIncident']) {
    const component = ofIncident.find(
      (c) => c.locationTypeDescriptionRegistryText === type && c.locationByValue !== undefined,
    );
    if (component?.locationByValue === undefined) continue;
    const field = `locationComponent.${all.indexOf(component)}.locationByValue`;
    const location = readPidfLo(component.locationByValue);
    if (location === undefined) return refuse('malformed', 'not a PIDF-LO with a point in WGS84', field);
    if (location.vague) return refuse('position-vague', 'the circle is wider than 100 m', field);
    return { kind: 'location', ...location };
  }
  return { kind: 'location', position: undefined, vague: false, place: '' };
}
