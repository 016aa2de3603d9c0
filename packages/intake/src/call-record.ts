import { createHash } from 'node:crypto';
import type { EpochMs, IncidentClass, IncidentId, LatLon, ProgrammeId } from '@porchlight/domain';
import type { IncidentStatement } from '@porchlight/statements';
import type { CallReport } from './call-report.ts';
import { type IntakeRefusal, refuse } from './intake-refusal.ts';

/** What is remembered of a call. Plain JSON: one line of the outbox. */
export interface CallRecord {
  readonly incidentId: IncidentId;
  /** Newest update taken. */
  readonly update: number;
  readonly status: 'open' | 'closed';
  readonly nature: string;
  /** Of the newest statement; null while the call was never eligible. */
  readonly class: IncidentClass | null;
  /** Of the newest statement; 0 when there is none. */
  readonly seq: number;
  /** Status in the newest statement. */
  readonly attested: 'open' | 'closed' | null;
  readonly position: LatLon | null;
  readonly place: string;
  /** The first report's: a later message cannot make a call younger. */
  readonly reportedAt: EpochMs;
  readonly takenAt: EpochMs;
}

/** The council's table and the programme it belongs to, from the signed policy. */
export interface NatureTable {
  readonly programme: ProgrammeId;
  readonly natureCodes: Readonly<Record<string, IncidentClass>>;
}

export type Taken =
  /** `statement` is to be signed; null when the report changes nothing that stands in one. */
  | {
      readonly kind: 'taken';
      readonly record: CallRecord;
      readonly statement: IncidentStatement | null;
      readonly ineligible: boolean;
    }
  | { readonly kind: 'known' | 'older'; readonly record: CallRecord };

/** `inc-` and the first 20 hexadecimal digits of SHA-256(feed ‖ 0x00 ‖ call). */
export function incidentIdOf(feed: string, call: string): IncidentId {
  const digest = createHash('sha256').update(`${feed}\0${call}`).digest('hex');
  return `inc-${digest.slice(0, 20)}` as IncidentId;
}

const FUTURE_TOLERANCE_MS = 120_000;

/**
 * What a report does to a call. Older updates and repeats change nothing; another message under the same update is a
 * conflict unless it closes. A call whose nature is not in the table makes no statement, and one that leaves the table is
 * closed. Pure.
 */
export function takeReport(
  before: CallRecord | undefined,
  report: CallReport,
  table: NatureTable,
  now: EpochMs,
): Taken | IntakeRefusal {
  if (report.reportedAt > now + FUTURE_TOLERANCE_MS)
    return refuse('wrong-time', 'reported later than this clock says it is', 'reportedAt');
  const { position } = report;
  if (position && Math.abs(position.lat) < 0.001 && Math.abs(position.lon) < 0.001)
    return refuse('position-zero', 'nobody is called to 0, 0', 'position');
  if (before && report.update < before.update) return { kind: 'older', record: before };
  if (before && report.update === before.update) {
    if (saysTheSame(before, report)) return { kind: 'known', record: before };
    if (report.status !== 'closed' || before.status === 'closed')
      return refuse('conflict', `update ${report.update} was taken with other content`, 'update');
  }
  const record = recordOf(before, report, now);
  if (record.position === null && report.status === 'open')
    return refuse('position-missing', 'the first message of a call needs a point', 'position');
  return attest(before, record, table, now, report.feed);
}

function recordOf(before: CallRecord | undefined, report: CallReport, now: EpochMs): CallRecord {
  return {
    incidentId: incidentIdOf(report.feed, report.call),
    update: report.update,
    status: report.status,
    nature: report.nature,
    class: before?.class ?? null,
    seq: before?.seq ?? 0,
    attested: before?.attested ?? null,
    position: report.position ?? before?.position ?? null,
    place: report.place ?? before?.place ?? '',
    reportedAt: before?.reportedAt ?? report.reportedAt,
    takenAt: now,
  };
}

function attest(
  before: CallRecord | undefined,
  record: CallRecord,
  table: NatureTable,
  now: EpochMs,
  feed: string,
): Taken {
  const listed = Object.hasOwn(table.natureCodes, record.nature)
    ? table.natureCodes[record.nature]
    : undefined;
  const ineligible = listed === undefined;
  // A call that was eligible and is no more is closed under the class it had.
  const incidentClass = listed ?? (before?.attested === 'open' ? before.class : null);
  const status = ineligible ? 'closed' : record.status;
  const neverOpened = before?.attested !== 'open' && status === 'closed';
  if (!incidentClass || !record.position || neverOpened)
    return { kind: 'taken', record, statement: null, ineligible };
  const attested: CallRecord = { ...record, class: incidentClass, seq: record.seq + 1, attested: status };
  if (before && unchanged(before, attested)) return { kind: 'taken', record, statement: null, ineligible };
  const statement: IncidentStatement = {
    v: 1,
    kind: 'incident',
    programme: table.programme,
    incidentId: record.incidentId,
    seq: attested.seq,
    status,
    class: incidentClass,
    natureCode: record.nature,
    position: record.position,
    place: record.place,
    reportedAt: record.reportedAt,
    issuedAt: now,
    feed,
  };
  return { kind: 'taken', record: attested, statement, ineligible };
}

function unchanged(before: CallRecord, after: CallRecord): boolean {
  return (
    before.attested === after.attested &&
    before.class === after.class &&
    before.nature === after.nature &&
    before.place === after.place &&
    before.position?.lat === after.position?.lat &&
    before.position?.lon === after.position?.lon
  );
}

function saysTheSame(before: CallRecord, report: CallReport): boolean {
  const { position } = report;
  return (
    before.status === report.status &&
    before.nature === report.nature &&
    (report.place === undefined || before.place === report.place) &&
    (position === undefined ||
      (before.position?.lat === position.lat && before.position.lon === position.lon))
  );
}
