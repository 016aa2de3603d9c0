import { type EpochBody, encodeFrameHeader, type StreamName } from '@porchlight/contract';
import { epochBinding, type SframeSuite, wrapInfo, wrapKey } from '@porchlight/frame-crypto';
import { createSealer, type Sealer } from '@porchlight/frame-crypto/node';
import { toBase64Url } from '@porchlight/statements';
import type { Permit } from '../looks/permit.ts';
import type { Random } from '../ports.ts';

/** AES-256-GCM, SHA-512 (RFC 9605 §4.5). */
const SUITE: SframeSuite = 5;
const BASE_KEY_BYTES = 32;

/** One frame key: fresh, for exactly these viewers, wrapped to each. */
export interface KeyEpoch {
  readonly permits: readonly Permit[];
  readonly sealer: Sealer;
  readonly binding: Uint8Array;
  /** For each viewer the message that carries the key, to be sent on the viewer's own channel before the first frame. */
  readonly keys: readonly { readonly permit: Permit; readonly message: Uint8Array }[];
}

export interface EpochPlan {
  readonly permits: readonly Permit[];
  readonly stream: StreamName;
  /** Where its frames will be sent. */
  readonly channel: number;
  readonly kid: number;
  readonly nowUs: number;
}

/**
 * Makes a frame key and wraps it by HPKE to every viewer; the binding hashes of all of them stand in the AAD of every
 * frame. A viewer whose key is no point of the curve gets none, and so no picture.
 */
export async function createKeyEpoch(plan: EpochPlan, random: Random): Promise<KeyEpoch> {
  const { permits, kid } = plan;
  const baseKey = random.bytes(BASE_KEY_BYTES);
  const binding = await epochBinding(permits.map((permit) => permit.binding));
  const bindings = permits.map((permit) => toBase64Url(permit.binding)).sort();
  const info = wrapInfo(binding);
  const wrapped = await Promise.all(
    permits.map(async (permit) => {
      const header = epochHeader(plan, permit.channels.own);
      const key = await wrapKey(permit.viewerKey, baseKey, info, header);
      if (key === undefined) return [];
      const body: EpochBody = {
        kid,
        suite: SUITE,
        channel: plan.channel,
        bindings,
        enc: toBase64Url(key.enc),
        wrapped: toBase64Url(key.wrapped),
      };
      return [{ permit, message: Buffer.concat([header, Buffer.from(JSON.stringify(body))]) }];
    }),
  );
  const sealer = createSealer({ suite: SUITE, kid, baseKey });
  baseKey.fill(0);
  return { permits, sealer, binding, keys: wrapped.flat() };
}

function epochHeader({ stream, nowUs }: EpochPlan, own: number): Uint8Array {
  return encodeFrameHeader({
    type: 'epoch',
    key: false,
    discardable: false,
    masked: false,
    catchUp: false,
    codec: 'h264',
    stream,
    channel: own,
    captureUs: nowUs,
  });
}
