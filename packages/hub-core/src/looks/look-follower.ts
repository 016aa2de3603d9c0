import type { Clock, EpochMs, RequestId } from '@porchlight/domain';
import { policyRadiusM, withIncident, withTrust } from '@porchlight/gate';
import type { GatewayPost } from '../gateways/post.ts';
import type { LeafRounds, OpenRequest } from '../leaves/leaf-rounds.ts';
import { type RequestLeaves, readRequest } from '../leaves/request-leaves.ts';
import type { HubLog } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { type Candidate, findCandidates, permitted } from './candidates.ts';
import { incidentPapers, type LookDesk } from './look-desk.ts';
import { slotOf, takingPart } from './new-look-camera.ts';
import type { RunningLook } from './running-look.ts';

export interface LookFollowerParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly trust: TrustDesk;
  readonly looks: LookDesk;
  readonly post: GatewayPost;
  readonly log: HubLog;
  readonly requests: RequestLeaves;
  readonly rounds: Pick<LeafRounds, 'open'>;
  /** True for a look that another hub runs and follows. */
  runsElsewhere(requestId: RequestId): boolean;
}

/** Running looks under what changes around them: the incident moves or closes, the programme pauses, people are struck off. */
export class LookFollower {
  readonly #parts: LookFollowerParts;

  constructor(parts: LookFollowerParts) {
    this.#parts = parts;
  }

  /** A newer statement: a close ends its looks, a move brings in cameras of looks that follow. `elsewhere`: taken by another hub. */
  async incidentChanged(incident: StoredIncident, elsewhere = false): Promise<void> {
    const { looks, post } = this.#parts;
    const affected = looks.ofIncident(incident.statement.incidentId);
    for (const look of affected)
      for (const gatewayId of look.gateways())
        post.send(gatewayId, { t: 'incident', envelope: incident.envelope });
    const closed = incident.statement.status === 'closed';
    // A record that fails for one look must not keep another from ending or following.
    await this.#each(affected, (look) =>
      closed ? looks.end(look, 'incident-closed') : this.#follow(look, incident),
    );
    if (!closed && !elsewhere) await this.#continueOthers(incident);
  }

  /**
   * A further leaf for every other request that follows this incident, whether it reached a camera, was ended, or neither:
   * nobody who reads the log can tell them apart.
   */
  async #continueOthers(incident: StoredIncident): Promise<void> {
    const { rounds, looks, log, runsElsewhere } = this.#parts;
    const open = (await rounds.open()).filter(
      ({ look }) => look.incidentId === incident.statement.incidentId && look.follow,
    );
    // All at once: they make one batch of the log.
    const others = open.filter(
      ({ look: { requestId } }) => looks.find(requestId) === undefined && !runsElsewhere(requestId),
    );
    for (const settled of await Promise.allSettled(others.map((each) => this.#continueOne(each, incident))))
      if (settled.status === 'rejected')
        log.error({ err: settled.reason }, 'a request was not continued in the public log');
  }

  async #continueOne({ look, leaf }: OpenRequest, incident: StoredIncident): Promise<void> {
    const { requests, clock } = this.#parts;
    const request = await readRequest(look);
    const { issuedAt, minutes } = request.statement;
    if (clock.now() >= issuedAt + minutes * 60_000 || look.incidentHash === incident.hash) return;
    await requests.continued(request, incident, leaf.index, requests.camerasOf(leaf), false);
  }

  /** A roster or pause came into force, or time moved the programme on: gateways judge for themselves, this ends what cannot go on. */
  async trustChanged(): Promise<void> {
    const { trust, looks } = this.#parts;
    if (trust.state !== 'running') return looks.endAll(`programme-${trust.state}`);
    await this.#each(looks.running(), async (look) => {
      look.prepared = withTrust(look.prepared, trust.current);
      const person = trust.roster?.people.find((p) => p.id === look.facts.operatorId);
      if (!person?.roles.includes('operator')) await looks.end(look, 'operator-unknown');
    });
  }

  async #each(looks: readonly RunningLook[], work: (look: RunningLook) => Promise<void>): Promise<void> {
    for (const settled of await Promise.allSettled(looks.map(work)))
      if (settled.status === 'rejected')
        this.#parts.log.error({ err: settled.reason }, 'a look could not be brought up to date');
  }

  async #follow(look: RunningLook, incident: StoredIncident): Promise<void> {
    const now = this.#parts.clock.now();
    const updated = await withIncident(look.prepared, incident.envelope, now);
    if (updated.kind === 'refuse') return;
    look.prepared = updated.look;
    if (!look.facts.follow) return;
    const entering = await this.#entering(look, incident, now);
    const { logged } = look;
    look.logged = await this.#parts.requests.continued(
      look.prepared.request,
      incident,
      logged.leaf.index,
      [...logged.cameras, ...entering.map(slotOf)],
      true,
    );
    if (entering.length > 0) await this.#enter(look, incident, entering, now);
  }

  /** Cameras that the incident's newest place brings into reach, as far as the request has room and slots for them. */
  async #entering(look: RunningLook, incident: StoredIncident, now: EpochMs): Promise<Candidate[]> {
    const { store, looks, trust } = this.#parts;
    const { maxCameras } = look.facts;
    const room = Math.min(maxCameras - look.taking().length, maxCameras - look.logged.cameras.length);
    if (room <= 0) return [];
    const candidates = await findCandidates(store.cameras, {
      look: look.prepared,
      positions: [incident.statement.position],
      radiusM: policyRadiusM(trust.current, incident.statement.class),
      named: look.prepared.request.statement.cameras,
      now,
    });
    return candidates
      .filter((c) => permitted(c) && !look.cameras.has(c.camera.cameraId))
      .filter((c) => looks.isOnline(c.camera.gatewayId))
      .slice(0, room);
  }

  async #enter(
    look: RunningLook,
    incident: StoredIncident,
    candidates: readonly Candidate[],
    now: EpochMs,
  ): Promise<void> {
    const { store, looks } = this.#parts;
    const entering = candidates.map((c) => takingPart(c, now, true));
    const added = await store.transaction(async (stores) => {
      await stores.audit.append({
        at: now,
        actor: look.facts.operatorId,
        act: 'look-follow',
        subject: look.requestId,
        detail: `${entering.length} cameras entered the circle`,
      });
      return stores.looks.addCameras(look.requestId, entering);
    });
    const signedFor = await store.incidents.byHash(look.facts.incidentHash);
    if (signedFor === undefined || !look.running) return;
    const rows = entering.filter((row) => added.includes(row.cameraId));
    looks.bringIn(look, rows, incidentPapers(signedFor, incident));
  }
}
