import type { CameraId, EpochMs, GatewayId, RequestId } from '@porchlight/domain';
import { type Person, type ReadStatement, readStatement, toBase64Url } from '@porchlight/statements';
import {
  denialLeaf,
  discloseByOf,
  disclosureLeaf,
  disclosureOf,
  type LookEvidence,
  type OutcomeSlot,
  outcomeLeaf,
  type RecordKey,
  readDisclosure,
  readLeaf,
  requestDisclosures,
  requestLeaf,
  type SlotCamera,
  slotCountOf,
  slotDigests,
} from '@porchlight/statements/leaf';
import { type HashSource, proveInclusion } from '@porchlight/translog';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { StoredLook } from '../store/look-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { type LeafWriter, type MadeLeaf, readStored, type StandingLeaf } from './leaf-writer.ts';
import type { PaperLeaves } from './paper-leaves.ts';

export interface RequestLeavesParts {
  readonly store: HubStore;
  readonly trust: TrustDesk;
  readonly leaves: LeafWriter;
  readonly papers: PaperLeaves;
  /** The tree of the log. */
  readonly tree: HashSource;
}

/** A request as it stands in the log: its newest leaf, that of the incident's newest place, and the cameras by slot. */
export interface LoggedRequest {
  readonly leaf: StandingLeaf;
  readonly incident: StandingLeaf;
  readonly cameras: readonly SlotCamera[];
}

export interface RequestPapers {
  readonly request: ReadStatement<'request'>;
  readonly signedFor: StoredIncident;
  readonly newest: StoredIncident;
}

/** The leaf of the statement that was signed for. */
export const requestSubject = (requestId: RequestId): string => `request:${requestId}`;
/** The leaf of a later statement of the incident. */
export const furtherSubject = (requestId: RequestId, incidentHash: string): string =>
  `request:${requestId}:${incidentHash}`;
export const outcomeSubject = (requestId: RequestId): string => `outcome:${requestId}`;

/** The leaves of requests and of what became of them. */
export class RequestLeaves {
  readonly #parts: RequestLeavesParts;

  constructor(parts: RequestLeavesParts) {
    this.#parts = parts;
  }

  /**
   * Writes a request into the log: one leaf for the statement that was signed for and, when the incident has moved since, one
   * for its newest. Resolves when the witnesses have cosigned it.
   */
  async request(papers: RequestPapers, cameras: readonly SlotCamera[]): Promise<LoggedRequest> {
    const { request, signedFor, newest } = papers;
    const { requestId } = request.statement;
    const logged = await this.#write(requestSubject(requestId), request, signedFor, null, cameras);
    if (signedFor.hash === newest.hash) return logged;
    const after = logged.leaf.index;
    return this.#write(furtherSubject(requestId, newest.hash), request, newest, after, cameras);
  }

  /** The same request at its incident's newest place; `waits`: until the witnesses have cosigned it, for a gateway to see. */
  async continued(
    request: ReadStatement<'request'>,
    newest: StoredIncident,
    after: number,
    cameras: readonly SlotCamera[],
    waits: boolean,
  ): Promise<LoggedRequest> {
    const subject = furtherSubject(request.statement.requestId, newest.hash);
    return this.#write(subject, request, newest, after, cameras, waits);
  }

  async #write(
    subject: string,
    request: ReadStatement<'request'>,
    place: StoredIncident,
    after: number | null,
    cameras: readonly SlotCamera[],
    waits = true,
  ): Promise<LoggedRequest> {
    const incident = await this.#parts.papers.incident(place);
    if (incident === undefined) throw new Error('a request for a closed incident');
    const operator = this.#personOf(request);
    if (operator === undefined) throw new Error('a request of nobody in the list of people');
    const { requestId } = request.statement;
    const { leaves } = this.#parts;
    const make = async (recordKey: RecordKey): Promise<MadeLeaf> => {
      await this.#mustStillHold(place);
      const facts = { request, operator, incident: incident.index, incidentHash: place.hash, after };
      const parts = { ...facts, recordKey, cameras: cameras.length };
      const slots = await slotDigests(recordKey, slotCountOf(request.statement), cameras);
      const day = discloseByOf(request.statement);
      return {
        leaf: await requestLeaf(parts, slots),
        disclosures: await requestDisclosures(parts, cameras),
        owes: (index) => [
          { subject: `disclosure:${index}`, what: 'disclosure', day },
          ...(after === null
            ? [{ subject: outcomeSubject(requestId), what: 'outcome' as const, day: null }]
            : []),
        ],
      };
    };
    const leaf = await (waits ? leaves.published(subject, make) : leaves.sealed(subject, make));
    return { leaf, incident, cameras };
  }

  /** At the moment of writing: nothing may stand in the log after the pause or the close that forbids it. */
  async #mustStillHold({ statement }: StoredIncident): Promise<void> {
    const { trust, store } = this.#parts;
    if (trust.state !== 'running') throw new Error(`the programme is ${trust.state}`);
    const newest = await store.incidents.newest(statement.incidentId);
    if (newest?.statement.status === 'closed') throw new Error('the incident is closed');
  }

  /** A request that the programme's rules refused before any gateway was asked. */
  async denial(request: ReadStatement<'request'>, reasons: readonly string[]): Promise<void> {
    const operator = this.#personOf(request);
    if (operator === undefined) return;
    await this.#parts.leaves.sealed(`denial:${request.statement.requestId}`, async (key) => ({
      leaf: await denialLeaf(request, operator, reasons, key),
      disclosures: [
        await disclosureOf(key, 'request', request.hash),
        await disclosureOf(key, 'operator', request.statement.operatorId),
        await disclosureOf(key, 'reasons', [...reasons]),
      ],
    }));
  }

  /** What a gateway is given to find a request in a tree of `size` entries. */
  async evidence(
    { leaf, incident, cameras }: LoggedRequest,
    of: { readonly gatewayId: GatewayId; readonly cameraIds: readonly CameraId[] },
    size: number,
  ): Promise<LookEvidence> {
    const part = async ({ index, bytes, record }: StandingLeaf) => ({
      index,
      leaf: toBase64Url(bytes),
      proof: await this.#path(index, size),
      recordKey: record?.recordKey ?? '',
    });
    const slots = cameras.flatMap(({ cameraId, gatewayId }, slot) =>
      gatewayId === of.gatewayId && of.cameraIds.includes(cameraId) ? [{ cameraId, slot }] : [],
    );
    const [request, place] = await Promise.all([part(leaf), part(incident)]);
    return { size, request, incident: place, cameras: cameras.length, slots };
  }

  /** The cameras of a request's first leaf, in the order of its slots. */
  camerasOf({ record }: StandingLeaf): SlotCamera[] {
    return (record?.disclosures ?? []).flatMap((text) => {
      const opened = readDisclosure(text);
      if (!opened?.path.startsWith('slot/')) return [];
      const [cameraId, consentHash, gatewayId] = opened.value as [CameraId, string, GatewayId];
      return [{ cameraId, consentHash, gatewayId }];
    });
  }

  /** When a request must be over, by its own leaf; 0 when that was erased. */
  signedEndOf({ bytes, record }: StandingLeaf): EpochMs {
    const leaf = readLeaf(bytes);
    const opened = (record?.disclosures ?? []).map(readDisclosure);
    const issuedAt = opened.find((each) => each?.path === 'issuedAt')?.value;
    return leaf?.kind === 'request' && typeof issuedAt === 'number' ? issuedAt + leaf.minutes * 60_000 : 0;
  }

  /** What became of a request, by what its gateways signed; who said nothing counts as lapsed. */
  async outcome(
    look: Pick<StoredLook, 'requestId' | 'cameras'>,
    requestLeafRow: StandingLeaf,
  ): Promise<void> {
    const named = readLeaf(requestLeafRow.bytes);
    if (named?.kind !== 'request') throw new Error('an outcome of what is no request');
    const answers = await this.#answers(look, this.camerasOf(requestLeafRow));
    const { programme, slots } = named;
    await this.#parts.leaves.sealed(outcomeSubject(look.requestId), async (key) => ({
      leaf: await outcomeLeaf(programme, requestLeafRow.index, slots.length, answers, key),
      disclosures: await Promise.all(
        answers.map(({ cameraId, result, reasons }, slot) =>
          disclosureOf(key, `slot/${slot}`, [cameraId, result, ...reasons]),
        ),
      ),
    }));
  }

  /** Opens what everybody may read of a request once its day has come. */
  async disclosure(subject: string, { index, bytes, record }: StandingLeaf): Promise<void> {
    const leaf = readLeaf(bytes);
    if (leaf === undefined || record === null) return;
    await this.#parts.leaves.plain(subject, async () =>
      disclosureLeaf(leaf.programme, index, record.disclosures),
    );
  }

  async #answers(
    look: Pick<StoredLook, 'requestId' | 'cameras'>,
    logged: readonly SlotCamera[],
  ): Promise<OutcomeSlot[]> {
    const joined = look.cameras
      .filter(
        ({ viewerState, cameraId }) => viewerState !== null && !logged.some((c) => c.cameraId === cameraId),
      )
      .toSorted((a, b) => a.since - b.since);
    const told = await Promise.all(
      (await this.#parts.store.looks.outcomes(look.requestId)).map((envelope) =>
        readStored('outcome', envelope),
      ),
    );
    return [...logged, ...joined].map(({ cameraId }) => {
      const own = told.map(({ statement }) => statement).filter((s) => s.cameraId === cameraId);
      if (own.some((s) => s.result === 'opened')) return { cameraId, result: 'opened', reasons: [] };
      const refused = own.find((s) => s.result === 'refused');
      if (refused) return { cameraId, result: 'refused', reasons: refused.reasons };
      return { cameraId, result: 'lapsed', reasons: [] };
    });
  }

  #personOf({ statement }: ReadStatement<'request'>): Person | undefined {
    return this.#parts.trust.roster?.people.find((person) => person.id === statement.operatorId);
  }

  async #path(index: number, size: number): Promise<string[]> {
    const built = await proveInclusion(index, size, this.#parts.tree);
    if (built.kind !== 'proof') throw new Error(`a tile is ${built.kind}: ${built.path}`);
    return built.proof.map((hash) => toBase64Url(hash));
  }
}

/** When the outcome of a request is written: a minute after it must be over, whoever ended it sooner. */
export function outcomeDueAt(signedEnd: EpochMs, closedAt: EpochMs | null): EpochMs {
  return Math.min(signedEnd, closedAt ?? Number.POSITIVE_INFINITY) + 60_000;
}

export async function readRequest(look: StoredLook): Promise<ReadStatement<'request'>> {
  const read = await readStatement('request', look.request);
  if (read.kind === 'refused') throw new Error(`a stored request cannot be read: ${read.detail}`);
  return read.value;
}
