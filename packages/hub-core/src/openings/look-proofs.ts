import type { CameraId, OwnerId, RequestId } from '@porchlight/domain';
import type { Envelope } from '@porchlight/statements';
import { type Openings, readDisclosure } from '@porchlight/statements/leaf';
import type { LeafWriter, StandingLeaf } from '../leaves/leaf-writer.ts';
import { furtherSubject, outcomeSubject, requestSubject } from '../leaves/request-leaves.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { StoredLook } from '../store/look-store.ts';

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

  /** Everything of a look, for an auditor. Undefined when it never came into the log. */
  async whole(requestId: RequestId): Promise<Openings | undefined> {
    const look = await this.#store.looks.get(requestId);
    const leaves = look ? await this.#leavesOf(look) : [];
    const outcome = await this.#leaves.find(outcomeSubject(requestId));
    if (look === undefined || leaves.length === 0) return undefined;
    const entries = await Promise.all(
      leaves.map(async ({ leaf, incident }): Promise<Entry> => {
        const slots = (leaf.record?.disclosures ?? []).flatMap((text) => slotIn(text) ?? []);
        const consents = await Promise.all(slots.map((slot) => this.#consentOf(look, slot)));
        const papers = {
          request: look.request,
          incident: incident.envelope,
          consents: distinct(consents.filter((consent) => consent !== undefined)),
        };
        return { index: leaf.index, disclosures: [...(leaf.record?.disclosures ?? [])], papers };
      }),
    );
    const answered = outcome && {
      index: outcome.index,
      disclosures: [...(outcome.record?.disclosures ?? [])],
    };
    return { schema: 'porchlight/openings/v1', entries: answered ? [...entries, answered] : entries };
  }

  async #consentOf(look: StoredLook, slot: Slot): Promise<Envelope | undefined> {
    const camera = look.cameras.find(({ cameraId }) => cameraId === slot.cameraId);
    return camera && this.#consent(camera.ownerId, slot.consentHash);
  }

  /** The leaves of the look in their order, each with the incident statement it stands for. */
  async #leavesOf(look: StoredLook): Promise<{ leaf: StandingLeaf; incident: StoredIncident }[]> {
    const history = await this.#store.incidents.history(look.incidentId);
    const subjects = new Map<string, StoredIncident>();
    for (const incident of history) {
      if (incident.hash === look.incidentHash) subjects.set(requestSubject(look.requestId), incident);
      else subjects.set(furtherSubject(look.requestId, incident.hash), incident);
    }
    const standing = await this.#leaves.findAll([...subjects.keys()]);
    return [...standing]
      .toSorted(([, a], [, b]) => a.index - b.index)
      .flatMap(([subject, leaf]) => {
        const incident = subjects.get(subject);
        return incident ? [{ leaf, incident }] : [];
      });
  }

  /** The first leaf of the look that names the camera. */
  async #leafWith(look: StoredLook, cameraId: CameraId) {
    for (const { leaf, incident } of await this.#leavesOf(look)) {
      const slot = slotOf(leaf, cameraId);
      if (slot) return { leaf, incident, slot };
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

interface Slot {
  readonly disclosure: string;
  readonly cameraId: string;
  readonly consentHash: string;
}

function slotIn(disclosure: string): Slot | undefined {
  const read = readDisclosure(disclosure);
  if (!read?.path.startsWith('slot/')) return undefined;
  const [cameraId = '', consentHash = ''] = read.value as readonly string[];
  return { disclosure, cameraId, consentHash };
}

function slotOf({ record }: StandingLeaf, cameraId: CameraId): Slot | undefined {
  return (record?.disclosures ?? []).map(slotIn).find((slot) => slot?.cameraId === cameraId);
}

/** Cameras of one waiver share its paper. */
function distinct(envelopes: readonly Envelope[]): Envelope[] {
  return [...new Map(envelopes.map((envelope) => [envelope.payload, envelope])).values()];
}
