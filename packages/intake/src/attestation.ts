import type { EpochMs } from '@porchlight/domain';
import { type Signer, signEnvelope, unsignedEnvelope } from '@porchlight/statements';
import { type NatureTable, takeReport } from './call-record.ts';
import type { CallReport } from './call-report.ts';
import { type IntakeRefusal, refuse } from './intake-refusal.ts';
import type { Outbox, Pending } from './outbox.ts';

/** What the sender of a report is told. `ineligible`: taken down, and it opens nothing. */
export type Attested = {
  readonly kind: 'accepted' | 'known' | 'older' | 'ineligible';
  readonly incidentId: string;
  readonly reason?: string;
};

export interface Attestation {
  /** Signs what the report changes and keeps it; on the disk when it resolves, then on its way to the hub. */
  take(report: CallReport): Promise<Attested | IntakeRefusal>;
}

export interface AttestationPorts {
  readonly outbox: Outbox;
  readonly signer: Signer;
  readonly table: () => NatureTable;
  readonly now: () => EpochMs;
  readonly send: (incidentId: string, pending: Pending) => void;
}

/** Reports of one call are taken one after the other, so that its statements are numbered and kept in order. */
export function openAttestation(ports: AttestationPorts): Attestation {
  const turns = new Map<string, Promise<unknown>>();
  return {
    take(report) {
      const key = `${report.feed}\0${report.call}`;
      const turn = (turns.get(key) ?? Promise.resolve()).then(() => takeOne(ports, key, report));
      const done = turn
        .catch(() => undefined)
        .finally(() => {
          if (turns.get(key) === done) turns.delete(key);
        });
      turns.set(key, done);
      return turn;
    },
  };
}

async function takeOne(
  { outbox, signer, table, now, send }: AttestationPorts,
  key: string,
  report: CallReport,
): Promise<Attested | IntakeRefusal> {
  const taken = takeReport(outbox.record(key), report, table(), now());
  if (taken.kind === 'refused') return taken;
  const { incidentId } = taken.record;
  if (taken.kind !== 'taken') return { kind: taken.kind, incidentId };
  const envelope = taken.statement && (await signEnvelope(unsignedEnvelope(taken.statement), signer));
  let pending: Pending | null;
  try {
    pending = await outbox.keep(key, taken.record, envelope);
  } catch {
    return refuse('unavailable', 'it could not be written to the disk');
  }
  if (pending) send(incidentId, pending);
  if (taken.ineligible)
    return { kind: 'ineligible', incidentId, reason: 'The council’s table does not list this nature code.' };
  return { kind: pending ? 'accepted' : 'known', incidentId };
}
