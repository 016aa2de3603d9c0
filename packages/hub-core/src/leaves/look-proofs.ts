import type { CameraId, OwnerId, RequestId } from '@porchlight/domain';
import type { Envelope } from '@porchlight/statements';
import { type Openings, readDisclosure } from '@porchlight/statements/leaf';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { StoredLook } from '../store/look-store.ts';
import type { LeafWriter, StandingLeaf } from './leaf-writer.ts';
import { furtherSubject, outcomeSubject, requestSubject } from './request-leaves.ts';

type Entry = Openings['entries'][number];

/**
 * What an owner may open of a look at their own camera: everything but the operator, the other cameras and the case. It is
 * checked in the owner's browser, or by `porchlight verify --openings`.
 */
export class LookProofs {
  readonly #store: HubStore;
  readonly #leaves: LeafWriter;

  constructor(store: HubStore, leaves: LeafWriter) {
    this.#store = store;
    this.#leaves = leaves;
  }

  /** Undefined when there is no such look at a camera of this owner, or it never came into the log. */
  async of(ownerId: OwnerId, requestId: RequestId, cameraId: CameraId): Promise<Openings | undefined> {
    const look = await this.#store.looks.get(requestId);
    if (!look?.cameras.some((camera) => camera.cameraId === cameraId && camera.ownerId === ownerId))
      return undefined;
    const found = await this.#leafWith(look, cameraId);
    if (found === undefined) return undefined;
    const { leaf, incident, slot } = found;
    const consent = await this.#consent(ownerId, slot.consentHash);
    const request: Entry = {
      index: leaf.index,
      disclosures: [...opening(leaf, ['incident', 'issuedAt']), slot.disclosure],
      papers: { incident: incident.envelope, ...(consent && { consents: [consent] }) },
    };
    const outcome = await this.#outcome(requestId, cameraId);
    return { schema: 'porchlight/openings/v1', entries: outcome ? [request, outcome] : [request] };
  }

  /** The first leaf of the look that names the camera, with the incident statement it stands for. */
  async #leafWith(look: StoredLook, cameraId: CameraId) {
    const history = await this.#store.incidents.history(look.incidentId);
    const subjects = new Map<string, StoredIncident>();
    for (const incident of history) {
      if (incident.hash === look.incidentHash) subjects.set(requestSubject(look.requestId), incident);
      else subjects.set(furtherSubject(look.requestId, incident.hash), incident);
    }
    const standing = await this.#leaves.findAll([...subjects.keys()]);
    const ordered = [...standing].toSorted(([, a], [, b]) => a.index - b.index);
    for (const [subject, leaf] of ordered) {
      const slot = slotOf(leaf, cameraId);
      const incident = subjects.get(subject);
      if (slot && incident) return { leaf, incident, slot };
    }
    return undefined;
  }

  async #consent(ownerId: OwnerId, hash: string): Promise<Envelope | undefined> {
    for (let version = await this.#store.consents.highestVersion(ownerId); version > 0; version--) {
      const stored = await this.#store.consents.get(ownerId, version);
      if (stored?.hash === hash) return stored.envelope;
    }
    return undefined;
  }

  async #outcome(requestId: RequestId, cameraId: CameraId): Promise<Entry | undefined> {
    const leaf = await this.#leaves.find(outcomeSubject(requestId));
    const slot = leaf && slotOf(leaf, cameraId);
    return slot && { index: leaf.index, disclosures: [slot.disclosure] };
  }
}

function opening({ record }: StandingLeaf, paths: readonly string[]): string[] {
  return (record?.disclosures ?? []).filter((text) => paths.includes(readDisclosure(text)?.path ?? ''));
}

function slotOf(
  { record }: StandingLeaf,
  cameraId: CameraId,
): { readonly disclosure: string; readonly consentHash: string } | undefined {
  for (const disclosure of record?.disclosures ?? []) {
    const read = readDisclosure(disclosure);
    const value = read?.path.startsWith('slot/') ? (read.value as readonly string[]) : [];
    if (value[0] === cameraId) return { disclosure, consentHash: value[1] ?? '' };
  }
  return undefined;
}
