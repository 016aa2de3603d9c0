import type { CameraId, Clock, OwnerId } from '@porchlight/domain';
import {
  CLOCK_TOLERANCE_MS,
  type MasksStatement,
  readStatement,
  siteOf,
  type Trust,
  verifiedSigners,
} from '@porchlight/statements';
import type { Document } from '../state/document.ts';
import type { Owners } from '../state/owners.ts';
import type { MasksRecord } from '../state/state-schemas.ts';

type Polygons = MasksStatement['polygons'];

export interface MaskBookPorts {
  readonly document: Document<MasksRecord>;
  readonly owners: Owners;
  readonly ownerOf: (cameraId: CameraId) => OwnerId | undefined;
  readonly trust: () => Trust | null;
  readonly clock: Clock;
  /** In force from here on; called before the change is on the disk. */
  readonly onChange: (cameraId: CameraId, polygons: Polygons) => void;
}

export type MaskVerdict =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * What owners have covered. Covering more needs no signature, for it only closes; anything else is taken only with a signature
 * of the camera's owner. Versions rise, so that nobody brings back an older and smaller mask.
 */
export class MaskBook {
  readonly #ports: MaskBookPorts;

  constructor(ports: MaskBookPorts) {
    this.#ports = ports;
  }

  of(cameraId: CameraId): { readonly version: number; readonly polygons: Polygons } {
    return this.#ports.document.value[cameraId] ?? { version: 0, polygons: [] };
  }

  /** `ownerId`: for whom the call came. Resolves once it is on the disk. */
  async take(ownerId: OwnerId, envelope: unknown): Promise<MaskVerdict> {
    const { clock, trust, owners } = this.#ports;
    const read = await readStatement('masks', envelope);
    if (read.kind === 'refused') return refused('The box cannot read what is to be covered.');
    const { statement } = read.value;
    const root = trust()?.root;
    if (root === undefined || statement.programme !== root.programme)
      return refused('This is for another programme.');
    if (statement.ownerId !== ownerId || this.#ports.ownerOf(statement.cameraId) !== ownerId)
      return refused('This box has no such camera of yours.');
    if (statement.issuedAt > clock.now() + CLOCK_TOLERANCE_MS)
      return refused('It was made later than the box’s clock says it is. Set the clock of this device.');
    const keys = owners.get(ownerId)?.keys ?? [];
    const signed = (await verifiedSigners(read.value.envelope, keys, siteOf(root))).length > 0;
    // Read after the signature was checked: it may have changed meanwhile.
    const before = this.of(statement.cameraId);
    if (statement.version <= before.version)
      return refused('A newer change was made meanwhile. Reload the page.');
    if (!signed && !coversMore(before.polygons, statement.polygons))
      return refused('To uncover something the box needs your signature.');
    await this.#keep(statement);
    return { kind: 'taken' };
  }

  /** The camera is gone from this box, and what was covered with it. */
  async forget(cameraId: CameraId): Promise<void> {
    await this.#ports.document.update((masks) => {
      if (masks[cameraId] === undefined) return masks;
      return Object.fromEntries(Object.entries(masks).filter(([id]) => id !== cameraId));
    });
  }

  /** What covers more is in force before it is on the disk; what uncovers, after. */
  async #keep({ cameraId, version, polygons }: MasksStatement): Promise<void> {
    const { document, onChange } = this.#ports;
    const closes = coversMore(this.of(cameraId).polygons, polygons);
    if (closes) onChange(cameraId, polygons);
    await document.update((masks) => ({ ...masks, [cameraId]: { version, polygons } }));
    if (!closes) onChange(cameraId, this.of(cameraId).polygons);
  }
}

/** Every polygon of before is still there, as it was. */
function coversMore(before: Polygons, after: Polygons): boolean {
  const kept = new Set(after.map((polygon) => JSON.stringify(polygon)));
  return before.every((polygon) => kept.has(JSON.stringify(polygon)));
}

function refused(sentence: string): MaskVerdict {
  return { kind: 'refused', sentence };
}
