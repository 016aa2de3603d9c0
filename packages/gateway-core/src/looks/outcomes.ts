import type { GatewayToHub } from '@porchlight/contract';
import type {
  CameraId,
  Clock,
  GatewayId,
  IncidentClass,
  OwnerId,
  ProgrammeId,
  RequestId,
} from '@porchlight/domain';
import { type OutcomeStatement, type Signer, signEnvelope, unsignedEnvelope } from '@porchlight/statements';
import type { GatewayLog } from '../ports.ts';
import type { RecordLog } from '../state/record-log.ts';
import type { CameraRecord, JournalRecord } from '../state/state-schemas.ts';
import type { NonceBook, TakenLook } from './nonce-book.ts';

export interface Outcome extends TakenLook {
  readonly result: OutcomeStatement['result'];
  /** Refusal codes, or the cause of the end. */
  readonly reasons: readonly string[];
  /** What the incident was, for the owner's journal; absent when the request could not be read that far. */
  readonly incident?: { readonly class: IncidentClass; readonly place: string };
}

export interface OutcomePorts {
  readonly gatewayId: () => GatewayId | null;
  readonly programme: () => ProgrammeId | null;
  readonly signer: Signer;
  readonly nonces: NonceBook;
  readonly journal: { readonly log: RecordLog<JournalRecord>; readonly records: readonly JournalRecord[] };
  readonly cameras: () => readonly CameraRecord[];
  readonly send: (message: GatewayToHub) => boolean;
  readonly clock: Clock;
  readonly log: GatewayLog;
}

interface Told {
  readonly message: GatewayToHub;
  readonly outcome: Outcome;
}

/** Refusals written down in an hour: a hub that makes up requests must not fill the owner's disk. */
const REFUSALS_AN_HOUR = 1000;
const HOUR_MS = 3600_000;
const MAX_PENDING = 5000;
const MAX_REMEMBERED = 500;

/** Signs what became of each camera of a request, writes it into the owner's journal and tells the hub, now or at the next connection. */
export class Outcomes {
  readonly #ports: OutcomePorts;
  #recent: readonly JournalRecord[];
  #pending: Told[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #refusals = { since: Number.NEGATIVE_INFINITY, count: 0 };

  /** Requests that ran when the process died are reported as lapsed. */
  constructor(ports: OutcomePorts) {
    this.#ports = ports;
    this.#recent = ports.journal.records.slice(-MAX_REMEMBERED);
    for (const taken of ports.nonces.lapsed)
      this.report({ ...taken, result: 'lapsed', reasons: ['restart'] });
  }

  /** The newest entries of the journal, oldest first. */
  get recent(): readonly JournalRecord[] {
    return this.#recent;
  }

  report(outcome: Outcome): void {
    const at = this.#ports.clock.now();
    const { requestId, cameraId, reasons, result } = outcome;
    this.#ports.log(`look-${result}`, { requestId, cameraId, reasons });
    this.#note(outcome, at);
    this.#turn = this.#turn
      .then(() => this.#signed(outcome, at))
      .then((message) => {
        if (message && this.#pending.length < MAX_PENDING) this.#pending.push({ message, outcome });
        this.flush();
      })
      .catch((error: unknown) => this.#ports.log('fault', { error }));
  }

  /** Tells the hub what it has not been told, in order. */
  flush(): void {
    for (let next = this.#pending[0]; next && this.#ports.send(next.message); next = this.#pending[0]) {
      const { outcome } = next;
      this.#pending.shift();
      if (outcome.result !== 'opened')
        this.#ports.nonces.settle(outcome.requestId, outcome.cameraId).catch(() => undefined);
    }
  }

  /** Resolves when everything reported so far was signed and sent or kept. */
  async idle(): Promise<void> {
    await this.#turn;
  }

  #note({ requestId, cameraId, result, reasons, incident }: Outcome, at: number): void {
    const camera = this.#ports.cameras().find((c) => c.cameraId === cameraId);
    if (camera === undefined || (result === 'refused' && this.#tooManyRefusals())) return;
    const record: JournalRecord = {
      at,
      requestId,
      cameraId,
      ownerId: camera.ownerId,
      result,
      reasons: reasons.slice(0, 32),
      class: incident?.class ?? null,
      place: incident?.place ?? '',
    };
    this.#recent = [...this.#recent.slice(1 - MAX_REMEMBERED), record];
    this.#ports.journal.log.append([record]).catch(() => undefined);
  }

  /** The owner's own preview, in the owner's journal. Resolves once it is on the disk. */
  async note(requestId: RequestId, cameraId: CameraId, ownerId: OwnerId): Promise<void> {
    const record: JournalRecord = {
      at: this.#ports.clock.now(),
      requestId,
      cameraId,
      ownerId,
      result: 'preview',
      reasons: [],
      class: null,
      place: '',
    };
    this.#recent = [...this.#recent, record].slice(-MAX_REMEMBERED);
    await this.#ports.journal.log.append([record]);
  }

  #tooManyRefusals(): boolean {
    const now = this.#ports.clock.monotonic();
    if (now - this.#refusals.since > HOUR_MS) this.#refusals = { since: now, count: 0 };
    this.#refusals.count += 1;
    return this.#refusals.count > REFUSALS_AN_HOUR;
  }

  async #signed(outcome: Outcome, at: number): Promise<GatewayToHub | undefined> {
    const gatewayId = this.#ports.gatewayId();
    const programme = this.#ports.programme();
    if (gatewayId === null || programme === null) return undefined;
    const statement: OutcomeStatement = {
      v: 1,
      kind: 'outcome',
      programme,
      requestId: outcome.requestId,
      requestHash: outcome.requestHash,
      cameraId: outcome.cameraId,
      gatewayId,
      result: outcome.result,
      reasons: outcome.reasons.slice(0, 32),
      at,
    };
    const envelope = await signEnvelope(unsignedEnvelope(statement), this.#ports.signer);
    return { t: 'outcome', envelope };
  }
}
