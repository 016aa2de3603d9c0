import { type BoxReply, previewInfo } from '@porchlight/contract';
import type { CameraId, Clock, OwnerId, RequestId } from '@porchlight/domain';
import { wrapKey } from '@porchlight/frame-crypto';
import type { AccessUnit } from '@porchlight/media';
import {
  CLOCK_TOLERANCE_MS,
  fromBase64Url,
  readStatement,
  siteOf,
  type Trust,
  toBase64Url,
  verifiedSigners,
} from '@porchlight/statements';
import type { UnitSource } from '../pictures/stream-caster.ts';
import type { Owners } from '../state/owners.ts';

export interface PreviewPorts {
  readonly owners: Owners;
  readonly ownerOf: (cameraId: CameraId) => OwnerId | undefined;
  readonly trust: () => Trust | null;
  readonly clock: Clock;
  /** The camera's sub stream with its mask painted in; undefined for an unknown camera. */
  readonly source: (cameraId: CameraId) => UnitSource | undefined;
  /** Into the owner's journal, before the picture leaves. */
  readonly journal: (requestId: RequestId, cameraId: CameraId, ownerId: OwnerId) => Promise<void>;
}

/** How long a camera may take to send a key picture. */
const PATIENCE_MS = 8000;
/** Larger ones do not fit into an answer. */
const MAX_UNIT_BYTES = 330_000;
/** How long answered requests are remembered: none older is taken. */
const REMEMBERED_MS = 2 * CLOCK_TOLERANCE_MS;

/**
 * One picture of an owner's own camera, for that owner alone: asked for by their signature, sealed for the key it names, with the
 * mask painted in. The only other way a picture leaves this box, beside a look.
 */
export class PreviewDesk {
  readonly #ports: PreviewPorts;
  readonly #answered = new Map<RequestId, number>();
  readonly #waiting: CameraId[] = [];

  constructor(ports: PreviewPorts) {
    this.#ports = ports;
  }

  async answer(ownerId: OwnerId, envelope: unknown): Promise<BoxReply> {
    const { clock, trust, owners, journal } = this.#ports;
    const read = await readStatement('preview', envelope);
    const root = trust()?.root;
    if (read.kind === 'refused' || root === undefined) return refused('The box cannot read what was asked.');
    const { statement, hash } = read.value;
    const { cameraId, requestId, issuedAt } = statement;
    if (statement.programme !== root.programme) return refused('This is for another programme.');
    if (statement.ownerId !== ownerId || this.#ports.ownerOf(cameraId) !== ownerId)
      return refused('This box has no such camera of yours.');
    if (Math.abs(clock.now() - issuedAt) > CLOCK_TOLERANCE_MS)
      return refused('This device’s clock and the box’s differ too much. Set the clock and try again.');
    const keys = owners.get(ownerId)?.keys ?? [];
    if ((await verifiedSigners(read.value.envelope, keys, siteOf(root))).length === 0)
      return refused('This was not signed with your key.');
    if (!this.#isFirst(requestId)) return refused('This was answered before.');
    await journal(requestId, cameraId, ownerId);
    const source = this.#ports.source(cameraId);
    const unit = source && (await this.#waitingFor(cameraId, () => keyUnit(source)));
    if (unit === undefined) return refused('The camera sends no picture just now. Try again in a minute.');
    return sealed(unit, statement.hpkePublicKey, hash, cameraId);
  }

  /** An owner waits for a picture of that camera just now: one that rests may be woken for it. */
  wants(cameraId: CameraId): boolean {
    return this.#waiting.includes(cameraId);
  }

  async #waitingFor<T>(cameraId: CameraId, take: () => Promise<T>): Promise<T> {
    this.#waiting.push(cameraId);
    try {
      return await take();
    } finally {
      this.#waiting.splice(this.#waiting.indexOf(cameraId), 1);
    }
  }

  #isFirst(requestId: RequestId): boolean {
    const now = this.#ports.clock.monotonic();
    for (const [id, at] of this.#answered) if (now - at > REMEMBERED_MS) this.#answered.delete(id);
    if (this.#answered.has(requestId)) return false;
    this.#answered.set(requestId, now);
    return true;
  }
}

/** The newest key unit that is there, or the next one within eight seconds. */
function keyUnit(source: UnitSource): Promise<AccessUnit | undefined> {
  return new Promise((resolve) => {
    const done = (unit: AccessUnit | undefined): void => {
      clearTimeout(timer);
      // At once would be before subscribe has returned how to stop.
      setImmediate(() => stop());
      resolve(unit);
    };
    const timer = setTimeout(() => done(undefined), PATIENCE_MS);
    const stop = source.subscribe((unit) => unit.key && done(unit));
    const [newest] = source.newestGop();
    if (newest?.key) done(newest);
  });
}

async function sealed(
  unit: AccessUnit,
  hpkePublicKey: string,
  hash: string,
  cameraId: CameraId,
): Promise<BoxReply> {
  if (unit.data.length > MAX_UNIT_BYTES)
    return refused('The picture is too large to be sent. Give the camera a sub stream of a smaller size.');
  const key = fromBase64Url(hpkePublicKey);
  const aad = new TextEncoder().encode(cameraId);
  const wrapped = key && (await wrapKey(key, new Uint8Array(unit.data), previewInfo(hash), aad));
  if (!wrapped) return refused('The box cannot seal for this key. Reload the page.');
  return {
    kind: 'picture',
    enc: toBase64Url(wrapped.enc),
    sealed: toBase64Url(wrapped.wrapped),
    codec: unit.codec,
    codecString: unit.codecString,
    width: unit.width,
    height: unit.height,
    capturedAt: Math.round(unit.captureUs / 1000),
  };
}

function refused(sentence: string): BoxReply {
  return { kind: 'refused', sentence };
}
