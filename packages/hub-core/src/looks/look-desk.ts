import type { LookEndCause, LookView } from '@porchlight/contract';
import type { CameraId, Clock, EpochMs, GatewayId, IncidentId, RequestId } from '@porchlight/domain';
import type { PreparedLook } from '@porchlight/gate';
import type { Envelope } from '@porchlight/statements';
import { auditClosing } from '../closing-audit.ts';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayPost } from '../gateways/post.ts';
import type { LoggedRequest } from '../leaves/request-leaves.ts';
import type { HubLog } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { NewLook, NewLookCamera } from '../store/look-store.ts';
import type { CameraOpener } from './camera-opener.ts';
import { runningCamera } from './new-look-camera.ts';
import { RunningLook } from './running-look.ts';

export interface LookDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly bus: AreaBus;
  readonly post: GatewayPost;
  readonly opener: CameraOpener;
}

/** Ended looks stay on the consoles for this long. */
const ENDED_SHOWN_MS = 5 * 60_000;

/** What the console shows; nothing of it tells about an owner. */
const END_SENTENCES: Readonly<Record<LookEndCause, string>> = {
  'operator-end': 'The operator ended it.',
  'time-over': 'The time asked for is over.',
  'incident-closed': 'Dispatch closed the incident.',
  'operator-unknown': 'The operator is no longer in the roster.',
  'programme-paused': 'The programme was paused.',
  'programme-over': 'The programme is over.',
  'programme-not-started': 'The programme has not started.',
  'hub-stopped': 'The hub was stopped.',
};

/** The looks that run now. Granting waits for the record; ending never waits for anything. */
export class LookDesk {
  readonly #parts: LookDeskParts;
  readonly #looks = new Map<RequestId, RunningLook>();
  readonly #ended = new Map<RequestId, { readonly look: RunningLook; readonly at: EpochMs }>();

  constructor(parts: LookDeskParts) {
    this.#parts = parts;
  }

  isOnline(gatewayId: GatewayId): boolean {
    return this.#parts.post.isOnline(gatewayId);
  }

  find(requestId: RequestId): RunningLook | undefined {
    return this.#looks.get(requestId);
  }

  /** A look that runs, or ended a short while ago: late outcomes still find it. */
  recent(requestId: RequestId): RunningLook | undefined {
    return this.#looks.get(requestId) ?? this.#ended.get(requestId)?.look;
  }

  running(): RunningLook[] {
    return [...this.#looks.values()];
  }

  ofIncident(incidentId: IncidentId): RunningLook[] {
    return this.running().filter((look) => look.facts.incidentId === incidentId);
  }

  /** What a console shows after connecting. */
  views(): LookView[] {
    return [...this.#looks.values(), ...[...this.#ended.values()].map(({ look }) => look)].map((l) =>
      l.view(),
    );
  }

  /** Writes the request down with its audit row, in one transaction, before anything opens. */
  async keep(look: NewLook, detail: string): Promise<'created' | 'used'> {
    return this.#parts.store.transaction(async (stores) => {
      await stores.audit.append({
        at: look.startedAt,
        actor: look.operatorId,
        act: look.state === 'running' ? 'look' : 'look-refused',
        subject: look.requestId,
        detail: `${look.incidentId}, ${look.class}, ${detail}`.slice(0, 1000),
      });
      return stores.looks.create(look);
    });
  }

  /** Gives out channels and asks the gateways. The look must be kept, and stand in the log. */
  start(
    facts: NewLook,
    prepared: PreparedLook,
    papers: { readonly signedFor: StoredIncident; readonly newest: StoredIncident },
    taking: readonly NewLookCamera[],
    logged: LoggedRequest,
  ): RunningLook {
    const look = new RunningLook(facts, prepared, logged);
    this.#looks.set(look.requestId, look);
    this.bringIn(look, taking, incidentPapers(papers.signedFor, papers.newest));
    return look;
  }

  /** Adds kept cameras to a running look and asks their gateways, by its newest leaf. */
  bringIn(look: RunningLook, rows: readonly NewLookCamera[], incidents: Envelope[]): void {
    for (const row of rows) look.add(runningCamera(row));
    for (const gatewayId of new Set(rows.map((row) => row.gatewayId))) {
      const cameras = rows.filter((row) => row.gatewayId === gatewayId);
      this.#inBackground(
        this.#askGateway(look, gatewayId, cameras, incidents),
        'a gateway was not asked for its cameras',
      );
    }
    this.tell(look);
  }

  async #askGateway(
    look: RunningLook,
    gatewayId: GatewayId,
    rows: readonly NewLookCamera[],
    incidents: Envelope[],
  ): Promise<void> {
    const { requestId, logged, facts } = look;
    const cameras = rows.map(({ cameraId, hasSub }) => ({ cameraId, hasSub }));
    const still = (cameraId: CameraId) => look.running && look.cameras.get(cameraId)?.state !== 'gone';
    const ask = { requestId, gatewayId, request: facts.request, incidents, cameras, logged, still };
    if (await this.#parts.opener.ask(ask)) return;
    this.unasked(
      look,
      cameras.map(({ cameraId }) => cameraId),
    );
  }

  /** Their gateway could not be asked. */
  unasked(look: RunningLook, cameraIds: readonly CameraId[]): void {
    if (!look.running) return;
    for (const cameraId of cameraIds) this.cameraGone(look, cameraId);
    this.tell(look);
  }

  /** The tile goes dark with one neutral card, whatever the cause. */
  cameraGone(look: RunningLook, cameraId: CameraId): void {
    const camera = look.cameras.get(cameraId);
    if (camera === undefined || camera.state === 'gone') return;
    camera.state = 'gone';
    this.#parts.opener.close(look.requestId, cameraId, camera.gatewayId);
  }

  /** Ends the look at once: viewers and gateways first, the record right after. */
  async end(look: RunningLook, cause: LookEndCause): Promise<void> {
    if (!look.running) return;
    const because = END_SENTENCES[cause];
    const { opener, post, store, clock } = this.#parts;
    const at = clock.now();
    const gateways = look.gateways();
    look.end(because);
    this.#looks.delete(look.requestId);
    this.#ended.set(look.requestId, { look, at });
    for (const gatewayId of gateways)
      post.send(gatewayId, { t: 'look-end', requestId: look.requestId, cause });
    for (const { cameraId, gatewayId } of look.cameras.values())
      opener.close(look.requestId, cameraId, gatewayId);
    this.tell(look);
    await store.looks.end(look.requestId, at, because);
  }

  /** The operator (or a supervisor) ends it. */
  async endBy(look: RunningLook, actor: string): Promise<void> {
    const { store, log, clock } = this.#parts;
    const row = { at: clock.now(), actor, act: 'look-end', subject: look.requestId, detail: '' };
    await Promise.all([this.end(look, 'operator-end'), auditClosing(store.audit, log, row)]);
  }

  async endAll(cause: LookEndCause): Promise<void> {
    await Promise.all(this.running().map((look) => this.end(look, cause)));
  }

  /** Four times a second: looks whose time is over end. */
  tick(): void {
    const now = this.#parts.clock.now();
    for (const look of this.running())
      if (now >= look.facts.endsAt)
        this.#inBackground(this.end(look, 'time-over'), 'the end of a look was not recorded');
    for (const [requestId, { at }] of this.#ended)
      if (now - at > ENDED_SHOWN_MS) this.#ended.delete(requestId);
  }

  /** Consoles and owners get the look as it is now. */
  tell(look: RunningLook): void {
    this.#parts.bus.publish('console', { t: 'look', look: look.view() });
    for (const ownerId of look.owners()) this.#parts.bus.publish('owner', ownerId);
    this.#parts.bus.publish('clerk', null);
  }

  #inBackground(work: Promise<void>, what: string): void {
    work.catch((err: unknown) => this.#parts.log.error({ err }, what));
  }
}

/** What a gateway needs to judge: the statement the operator signed for, and the newest when it is another. */
export function incidentPapers(signedFor: StoredIncident, newest: StoredIncident): Envelope[] {
  return signedFor.hash === newest.hash ? [signedFor.envelope] : [signedFor.envelope, newest.envelope];
}
