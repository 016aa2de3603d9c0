import type { Clock } from '@porchlight/domain';
import { policyRadiusM, withIncident, withTrust } from '@porchlight/gate';
import type { GatewayPost } from '../gateways/gateway-post.ts';
import type { HubLog } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { findCandidates, permitted } from './candidates.ts';
import { incidentPapers, type LookDesk } from './look-desk.ts';
import { takingPart } from './new-look-camera.ts';
import type { RunningLook } from './running-look.ts';

export interface LookFollowerParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly trust: TrustDesk;
  readonly looks: LookDesk;
  readonly post: GatewayPost;
  readonly log: HubLog;
}

/** Running looks under what changes around them: the incident moves or closes, the programme pauses, people are struck off. */
export class LookFollower {
  readonly #parts: LookFollowerParts;

  constructor(parts: LookFollowerParts) {
    this.#parts = parts;
  }

  /** A newer statement: a close ends its looks, a move brings in cameras of looks that follow. */
  async incidentChanged(incident: StoredIncident): Promise<void> {
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
    const { clock, store, looks, trust } = this.#parts;
    const now = clock.now();
    const updated = await withIncident(look.prepared, incident.envelope, now);
    if (updated.kind === 'refuse') return;
    look.prepared = updated.look;
    const room = look.facts.maxCameras - look.taking().length;
    if (!look.facts.follow || room <= 0) return;
    const candidates = await findCandidates(store.cameras, {
      look: updated.look,
      positions: [incident.statement.position],
      radiusM: policyRadiusM(trust.current, incident.statement.class),
      named: updated.look.request.statement.cameras,
      now,
    });
    const entering = candidates
      .filter((c) => permitted(c) && !look.cameras.has(c.camera.cameraId))
      .filter((c) => looks.isOnline(c.camera.gatewayId))
      .slice(0, room)
      .map((c) => takingPart(c, now, true));
    if (entering.length === 0) return;
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
