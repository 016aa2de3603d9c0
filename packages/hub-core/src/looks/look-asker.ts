import type { LookAnswer, RefusalView } from '@porchlight/contract';
import type { Clock, EpochMs, LatLon, PersonId } from '@porchlight/domain';
import { type PreparedLook, policyRadiusM, prepareLook, type Refusal, refusal } from '@porchlight/gate';
import { type Envelope, type ReadStatement, readStatement } from '@porchlight/statements';
import type { SlotCamera } from '@porchlight/statements/leaf';
import { consentsTo } from '../incidents/circle.ts';
import type { LoggedRequest, RequestLeaves } from '../leaves/request-leaves.ts';
import type { HubLog } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { NewLook, NewLookCamera } from '../store/look-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { type Candidate, findCandidates, permitted } from './candidates.ts';
import type { LookDesk } from './look-desk.ts';
import { refusedRow, slotOf, takingPart } from './new-look-camera.ts';

export interface LookAskerParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly trust: TrustDesk;
  readonly looks: LookDesk;
  readonly requests: RequestLeaves;
  readonly log: HubLog;
}

interface Papers {
  readonly request: ReadStatement<'request'>;
  readonly signedFor: StoredIncident;
  readonly newest: StoredIncident;
}

/** How long an operator waits for log and witnesses. */
const LOG_WAIT_MS = 4000;
const NOT_LOGGED = 'The public log could not be written.';

const NO_CAMERA: RefusalView = {
  code: 'no-camera',
  sentence: 'No camera inside the circle takes part right now.',
};

/** A request from the console: explained as the gateways will judge it, written down, and only then granted. */
export class LookAsker {
  readonly #parts: LookAskerParts;

  constructor(parts: LookAskerParts) {
    this.#parts = parts;
  }

  /** `operator`: the signed-in person, who must be the one the request names. */
  async ask(envelope: Envelope, operator: { readonly id: string }): Promise<LookAnswer | Refused> {
    const read = await readStatement('request', envelope);
    if (read.kind === 'refused') return refuse('statement-refused', read.detail);
    if (read.value.statement.operatorId !== operator.id) return refuse('other-person');
    const papers = await this.#papers(read.value);
    if (papers === undefined) return refused([refusal('other-incident')]);
    const general = await this.#prepare(papers);
    if (general.kind === 'refuse') return this.#deny(papers, general.refusals);
    return this.#decide(papers, general.look);
  }

  async #papers(request: ReadStatement<'request'>): Promise<Papers | undefined> {
    const { incidents } = this.#parts.store;
    const { incidentHash, incidentId } = request.statement;
    const [signedFor, newest] = await Promise.all([
      incidents.byHash(incidentHash),
      incidents.newest(incidentId),
    ]);
    return signedFor && newest ? { request, signedFor, newest } : undefined;
  }

  async #prepare(
    papers: Papers,
  ): Promise<{ kind: 'ok'; look: PreparedLook } | { kind: 'refuse'; refusals: readonly Refusal[] }> {
    const { trust, clock, store } = this.#parts;
    const synthetic = trust.current.root.synthetic;
    if (!synthetic && (await store.settings.get('mail-tested-at')) === undefined)
      return { kind: 'refuse', refusals: [refusal('mail-not-tested')] };
    return prepareLook({
      trust: trust.current,
      now: clock.now(),
      log: 'before',
      request: papers.request.envelope,
      incidents: [papers.signedFor.envelope, papers.newest.envelope],
    });
  }

  async #decide(papers: Papers, prepared: PreparedLook): Promise<LookAnswer> {
    const now = this.#parts.clock.now();
    const { statement } = papers.request;
    const candidates = await findCandidates(this.#parts.store.cameras, {
      look: prepared,
      positions: placesOf(papers),
      radiusM: policyRadiusM(this.#parts.trust.current, papers.signedFor.statement.class),
      named: statement.cameras,
      now,
    });
    const online = candidates.filter((c) => permitted(c) && this.#parts.looks.isOnline(c.camera.gatewayId));
    const refusedRows = candidates.filter((c) => !permitted(c)).map((c) => refusedRow(c, now));
    const taking = online.slice(0, statement.maxCameras);
    if (taking.length === 0) return this.#empty(papers, this.#reasons(papers, candidates), refusedRows);
    return this.#grant(papers, prepared, taking, refusedRows, now);
  }

  /** Police read a named camera's reasons only when its owner consents to such looks; else nothing about it. */
  #reasons(papers: Papers, candidates: readonly Candidate[]): readonly RefusalView[] {
    const { cameras: named } = papers.request.statement;
    if (named === undefined) return [NO_CAMERA];
    const { clock, trust } = this.#parts;
    const ask = {
      class: papers.signedFor.statement.class,
      now: clock.now(),
      timeZone: trust.current.programme.statement.timeZone,
    };
    const told = candidates.filter((candidate) => consentsTo(candidate.camera, ask));
    const own = told.flatMap(({ verdict }) => (verdict.kind === 'refuse' ? verdict.refusals : []));
    const neutral = told.length < named.length || own.length === 0 ? [refusal('not-available')] : [];
    return [...own, ...neutral];
  }

  /** The programme's rules say no, whatever camera there is: that, too, stands in the log. */
  async #deny(papers: Papers, refusals: readonly Refusal[]): Promise<LookAnswer> {
    const { requests, log } = this.#parts;
    const codes = refusals.map(({ code }) => code);
    const answer = await this.#refuse(papers, refusals, []);
    requests
      .denial(papers.request, codes)
      .catch((err: unknown) => log.error({ err }, 'a denial was not written into the public log'));
    return answer;
  }

  /** No camera can be asked. In the log it looks like any other request, and it takes as long. */
  async #empty(
    papers: Papers,
    refusals: readonly RefusalView[],
    rows: readonly NewLookCamera[],
  ): Promise<LookAnswer> {
    const answer = await this.#refuse(papers, refusals, rows);
    if (answer.kind === 'refused' && answer.refusals.some(({ code }) => code === 'replay')) return answer;
    return (await this.#logged(papers, [])) === undefined ? refused([refusal('log-unavailable')]) : answer;
  }

  /** The request as it stands in the log; undefined when that takes too long. It may stand there later: then it reached nobody. */
  async #logged(papers: Papers, cameras: readonly SlotCamera[]): Promise<LoggedRequest | undefined> {
    const { requests, log } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), LOG_WAIT_MS);
    });
    const written = requests.request(papers, cameras).catch((err: unknown) => {
      log.error({ err }, 'a request was not written into the public log');
      return undefined;
    });
    const logged = await Promise.race([written, late]);
    clearTimeout(timer);
    return logged;
  }

  async #refuse(
    papers: Papers,
    refusals: readonly RefusalView[],
    rows: readonly NewLookCamera[],
  ): Promise<LookAnswer> {
    const now = this.#parts.clock.now();
    const look = this.#newLook(papers, rows, now, now, 'refused');
    const kept = await this.#parts.looks.keep(look, `refused: ${refusals.map((r) => r.code).join(', ')}`);
    return refused(kept === 'used' ? [refusal('replay')] : refusals);
  }

  async #grant(
    papers: Papers,
    prepared: PreparedLook,
    candidates: readonly Candidate[],
    rows: readonly NewLookCamera[],
    now: EpochMs,
  ): Promise<LookAnswer> {
    const taking = candidates.map((c) => takingPart(c, now, false));
    const endsAt = Math.min(prepared.endsAt, this.#parts.trust.current.programme.statement.endsAt);
    const look = this.#newLook(papers, [...taking, ...rows], now, endsAt, 'running');
    // Side by side, because each waits for the disk; nothing opens before both stand. Whichever is missing after a crash, the
    // request reached nobody: a look without its entry is ended at the start, an entry without its look lapses.
    const [kept, logged] = await Promise.all([
      this.#parts.looks.keep(look, `granted: ${taking.length} cameras`),
      this.#logged(papers, candidates.map(slotOf)),
    ]);
    if (kept === 'used') return refused([refusal('replay')]);
    if (logged === undefined) {
      await this.#parts.store.looks.end(look.requestId, this.#parts.clock.now(), NOT_LOGGED);
      return refused([refusal('log-unavailable')]);
    }
    const running = this.#parts.looks.start(look, prepared, papers, taking, logged);
    return { kind: 'granted', look: running.view() };
  }

  #newLook(
    papers: Papers,
    cameras: readonly NewLookCamera[],
    startedAt: EpochMs,
    endsAt: EpochMs,
    state: NewLook['state'],
  ): NewLook {
    const { statement, hash, envelope } = papers.request;
    const { class: incidentClass, place, incidentId } = papers.signedFor.statement;
    return {
      requestId: statement.requestId,
      requestHash: hash,
      request: envelope,
      incidentId,
      incidentHash: papers.signedFor.hash,
      operatorId: statement.operatorId,
      operatorName: this.#nameOf(statement.operatorId),
      role: 'operator',
      class: incidentClass,
      place,
      follow: statement.follow,
      maxCameras: statement.maxCameras,
      startedAt,
      endsAt,
      state,
      cameras,
    };
  }

  #nameOf(personId: PersonId): string {
    return this.#parts.trust.roster?.people.find((person) => person.id === personId)?.name ?? personId;
  }
}

function refused(refusals: readonly RefusalView[]): LookAnswer {
  const distinct = new Map(refusals.map(({ code, sentence }) => [sentence, { code, sentence }]));
  return { kind: 'refused', refusals: [...distinct.values()] };
}

function placesOf({ request, signedFor, newest }: Papers): LatLon[] {
  const moved = request.statement.follow && newest.hash !== signedFor.hash;
  return moved ? [signedFor.statement.position, newest.statement.position] : [signedFor.statement.position];
}
