import type { RequestId } from '@porchlight/domain';
import { type Auditor, fromBase64Url } from '@porchlight/statements';
import type { Openings } from '@porchlight/statements/leaf';
import { type SealedOpenings, sealOpenings } from '@porchlight/statements/sealed';
import { requestSubject } from '../leaves/request-leaves.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { LogRow } from '../store/log-store.ts';
import type { StoredLook } from '../store/look-store.ts';
import type { NewSealed } from '../store/openings-store.ts';
import type { LookProofs } from './look-proofs.ts';

export interface OpeningsSealerParts {
  readonly store: HubStore;
  readonly proofs: LookProofs;
  /** Of the root in force. */
  readonly auditors: () => readonly Auditor[];
}

const BATCH = 200;

/**
 * Seals what opens a request, once its outcome stands, to the auditors and to the devices of the owners whose cameras it
 * reached. After the hub's own record was erased, these copies are all that opens it.
 */
export class OpeningsSealer {
  readonly #parts: OpeningsSealerParts;

  constructor(parts: OpeningsSealerParts) {
    this.#parts = parts;
  }

  /** Goes on where it stopped; what a killed hub had not written is written now. */
  async round(): Promise<void> {
    const { store } = this.#parts;
    for (;;) {
      const from = await sealedUpTo(store);
      const rows = await store.log.rows(from, from + BATCH);
      if (rows.length === 0) return;
      const sealed = (await Promise.all(rows.map((row) => this.#of(row)))).flat();
      await store.transaction(async (stores) => {
        await stores.openings.put(sealed);
        await stores.settings.set('sealed-up-to', String(from + rows.length));
      });
    }
  }

  async #of(row: LogRow): Promise<NewSealed[]> {
    const { store, proofs } = this.#parts;
    const [kind, id] = (row.subject ?? '').split(':') as [string, RequestId];
    if (row.record === null) return [];
    if (row.kind === 'denial') return this.#toAuditors(row, denialOpenings(row));
    if (row.kind !== 'outcome' || kind !== 'outcome') return [];
    const [first] = await store.log.bySubject([requestSubject(id)]);
    const [look, whole] = await Promise.all([store.looks.get(id), proofs.whole(id)]);
    if (!first || !look || !whole) return [];
    const own = await Promise.all(
      look.cameras.map((camera, part) => this.#toOwner(first, look, camera, part)),
    );
    return [...(await this.#toAuditors(first, whole)), ...own.flat()];
  }

  async #toAuditors(entry: LogRow, openings: Openings): Promise<NewSealed[]> {
    const keys = this.#parts.auditors().map(({ sealKey }) => sealKey);
    return (await sealTo(keys, entry, openings)).map((sealed) => ({ sealed, part: 0, ownerId: null }));
  }

  async #toOwner(
    entry: LogRow,
    look: StoredLook,
    { ownerId, cameraId }: StoredLook['cameras'][number],
    part: number,
  ): Promise<NewSealed[]> {
    const { store, proofs } = this.#parts;
    const keys = (await store.openings.keys(ownerId)).map(({ publicKey }) => publicKey);
    const openings = keys.length > 0 ? await proofs.of(ownerId, look.requestId, cameraId) : undefined;
    if (openings === undefined) return [];
    return (await sealTo(keys, entry, openings)).map((sealed) => ({ sealed, part, ownerId }));
  }
}

/** Entries before this one were sealed to whoever may open them. */
export async function sealedUpTo(store: HubStore): Promise<number> {
  return Number((await store.settings.get('sealed-up-to')) ?? 0);
}

async function sealTo(keys: readonly string[], entry: LogRow, openings: Openings): Promise<SealedOpenings[]> {
  const sealed = keys.map(async (key) => {
    const bytes = fromBase64Url(key);
    return bytes && sealOpenings(openings, entry, bytes);
  });
  return (await Promise.all(sealed)).filter((each) => each !== undefined);
}

function denialOpenings({ index, record }: LogRow): Openings {
  const entries = [{ index, disclosures: [...(record?.disclosures ?? [])] }];
  return { schema: 'porchlight/openings/v1', entries };
}
