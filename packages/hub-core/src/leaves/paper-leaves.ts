import type { CameraId, OwnerId } from '@porchlight/domain';
import { toBase64Url } from '@porchlight/statements';
import {
  consentLeaf,
  disclosureOf,
  incidentCloseLeaf,
  incidentLeaf,
  pauseLeaf,
  publicLeaf,
  rosterLeaf,
  WITHDRAW_MARKS,
  withdrawLeaf,
} from '@porchlight/statements/leaf';
import type { Random } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { StoredStatement } from '../store/stored-statement.ts';
import type { TrustKind } from '../store/trust-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { type LeafWriter, readStored, type StandingLeaf } from './leaf-writer.ts';

export interface PaperLeavesParts {
  readonly store: HubStore;
  readonly trust: TrustDesk;
  readonly random: Random;
  readonly leaves: LeafWriter;
}

/** One camera whose consent was withdrawn, and the hash of the consent that no longer holds. */
export interface WithdrawnCamera {
  readonly cameraId: CameraId;
  readonly consentHash: string;
}

const SALT_BYTES = 16;

/** The leaves of what people signed: the programme's own papers, consents, withdrawals, incidents. */
export class PaperLeaves {
  readonly #parts: PaperLeavesParts;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: PaperLeavesParts) {
    this.#parts = parts;
  }

  /** Root, programme, policy, lists of people, pauses: every version that is stored and not in the log yet, in order. */
  trustPapers(): Promise<void> {
    const work = this.#turn.then(async () => {
      for (const kind of ['root', 'programme', 'policy', 'roster', 'pause'] as const)
        for (const row of await this.#parts.store.trust.all(kind)) await this.#trustPaper(kind, row);
    });
    this.#turn = work.catch(() => undefined);
    return work;
  }

  async #trustPaper(kind: TrustKind, { hash, envelope }: StoredStatement): Promise<void> {
    await this.#parts.leaves.plain(`${kind}:${hash}`, async () => {
      if (kind === 'roster') return rosterLeaf(await readStored('roster', envelope));
      if (kind === 'pause') return pauseLeaf(await readStored('pause', envelope));
      if (kind === 'root') return publicLeaf('root', await readStored('root', envelope));
      if (kind === 'policy') return publicLeaf('policy', await readStored('policy', envelope));
      return publicLeaf('programme', await readStored('programme', envelope));
    });
  }

  /** A consent that this hub has stored. */
  async consent(ownerId: OwnerId, version: number): Promise<void> {
    const stored = await this.#parts.store.consents.get(ownerId, version);
    if (stored === undefined) return;
    await this.#parts.leaves.plain(`consent:${stored.hash}`, async () =>
      consentLeaf(await readStored('consent', stored.envelope), this.#salt()),
    );
  }

  /** `id`: of this act, so that asking again after a failure writes nothing twice. */
  async withdraw(id: string, withdrawn: readonly WithdrawnCamera[]): Promise<void> {
    const { leaves, trust } = this.#parts;
    const { programme } = trust.current.root;
    for (const [hash, cameras] of byConsent(withdrawn))
      for (let at = 0; at < cameras.length; at += WITHDRAW_MARKS)
        await leaves.sealed(`withdraw:${id}:${hash}:${at}`, async (key) => ({
          leaf: await withdrawLeaf(
            { statement: { programme }, hash },
            cameras.slice(at, at + WITHDRAW_MARKS),
            this.#salt(),
            key,
          ),
        }));
  }

  /**
   * The leaf of an open incident statement, after those of the statements before it. A close gets its leaf, too, and what is
   * reported after it begins a chain of its own. Undefined for a statement that is closed.
   */
  async incident(incident: StoredIncident): Promise<StandingLeaf | undefined> {
    const { incidentId, seq } = incident.statement;
    const history = await this.#parts.store.incidents.history(incidentId);
    const known = await this.#parts.leaves.findAll(history.map(({ hash }) => `incident:${hash}`));
    const logged = history.findLastIndex(({ hash }) => known.has(`incident:${hash}`));
    let newest: StandingLeaf | undefined;
    for (const [n, each] of history.entries()) {
      if (each.statement.seq > seq) break;
      const standing = known.get(`incident:${each.hash}`);
      // It came after a newer one had its leaf: the log tells what counted when.
      if (standing === undefined && n < logged) continue;
      const closes = each.statement.status === 'closed';
      if (closes && newest === undefined) continue;
      const leaf = standing ?? (await this.#incidentLeaf(each, newest?.index ?? null));
      newest = closes ? undefined : leaf;
    }
    return newest;
  }

  #incidentLeaf({ statement, hash, envelope }: StoredIncident, after: number | null): Promise<StandingLeaf> {
    const { leaves, trust } = this.#parts;
    const selfAttested = trust.current.programme.statement.selfAttestedDispatch;
    return leaves.sealed(`incident:${hash}`, async (key) => {
      const read = { statement, hash, envelope };
      const closes = statement.status === 'closed' && after !== null;
      return {
        leaf: closes
          ? await incidentCloseLeaf(read, after, key)
          : await incidentLeaf(read, { selfAttested, after }, key),
        disclosures: [await disclosureOf(key, 'statement', hash)],
      };
    });
  }

  #salt(): string {
    return toBase64Url(this.#parts.random.bytes(SALT_BYTES));
  }
}

function byConsent(withdrawn: readonly WithdrawnCamera[]): Map<string, CameraId[]> {
  const groups = new Map<string, CameraId[]>();
  for (const { cameraId, consentHash } of withdrawn)
    groups.set(consentHash, [...(groups.get(consentHash) ?? []), cameraId]);
  return groups;
}
