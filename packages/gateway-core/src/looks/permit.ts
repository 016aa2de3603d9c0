import type { CameraId, Clock, EpochMs, RequestId } from '@porchlight/domain';
import { type CameraFacts, judgeCamera, type PreparedLook, type Refusal } from '@porchlight/gate';
import { fromBase64Url } from '@porchlight/statements';

/** Known to this file alone: nothing else can make a permit. */
const MINT = Symbol('mint');

export interface PermitChannels {
  /** This viewer's own: wrapped keys and catch-up. */
  readonly own: number;
  readonly main: number;
  readonly sub: number;
}

/**
 * The gate's yes to one camera of one look. No picture is sealed or sent without one, and it ends by itself: by the
 * monotonic clock, or at once by {@link Permit.revoke}. Only {@link mintPermit} makes one.
 */
export class Permit {
  readonly requestId: RequestId;
  readonly cameraId: CameraId;
  readonly channels: PermitChannels;
  readonly distanceM: number;
  /** Wall time of the end, for people. */
  readonly endsAt: EpochMs;
  /** Hash of the log leaf that lets the camera in, 32 bytes. */
  readonly binding: Uint8Array<ArrayBuffer>;
  /** The look's HPKE key, 65 bytes. */
  readonly viewerKey: Uint8Array<ArrayBuffer>;
  readonly #clock: Clock;
  readonly #deadline: number;
  #revoked = false;

  constructor(
    mint: typeof MINT,
    facts: Pick<
      Permit,
      'requestId' | 'cameraId' | 'channels' | 'distanceM' | 'endsAt' | 'binding' | 'viewerKey'
    >,
    clock: Clock,
    deadline: number,
  ) {
    if (mint !== MINT) throw new Error('only the gate mints permits');
    this.requestId = facts.requestId;
    this.cameraId = facts.cameraId;
    this.channels = facts.channels;
    this.distanceM = facts.distanceM;
    this.endsAt = facts.endsAt;
    this.binding = facts.binding;
    this.viewerKey = facts.viewerKey;
    this.#clock = clock;
    this.#deadline = deadline;
  }

  /** True while pictures may leave on its strength. */
  get live(): boolean {
    return !this.#revoked && this.#clock.monotonic() < this.#deadline;
  }

  /** Milliseconds until it ends by itself; 0 when it has ended. */
  get remainingMs(): number {
    return this.live ? this.#deadline - this.#clock.monotonic() : 0;
  }

  /** No picture from now on. */
  revoke(): void {
    this.#revoked = true;
  }
}

export type Minted =
  | { readonly kind: 'permit'; readonly permit: Permit }
  | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] };

/**
 * Asks the gate about one camera, now, and turns its yes into a permit that lasts until the end it names, and no longer than
 * the request's minutes on the monotonic clock.
 */
export function mintPermit(
  look: PreparedLook,
  facts: CameraFacts,
  channels: PermitChannels,
  clock: Clock,
): Minted {
  const verdict = judgeCamera(look, facts, clock.now());
  if (verdict.kind === 'refuse') return verdict;
  const request = look.request.statement;
  const binding = fromBase64Url(verdict.bindingHash ?? '');
  const viewerKey = fromBase64Url(request.hpkePublicKey);
  if (binding?.length !== 32 || !viewerKey)
    throw new Error('the gate permitted a request that is not in the log');
  const lasts = Math.min(verdict.endsAt - clock.now(), request.minutes * 60_000);
  const terms = {
    requestId: request.requestId,
    cameraId: facts.cameraId,
    channels,
    distanceM: verdict.distanceM,
    endsAt: verdict.endsAt,
    binding,
    viewerKey,
  };
  return { kind: 'permit', permit: new Permit(MINT, terms, clock, clock.monotonic() + lasts) };
}
