import { type EpochBody, epochBodySchema, FRAME_HEADER_BYTES } from '@porchlight/contract';
import { epochBinding, unwrapKey, wrapInfo } from '@porchlight/frame-crypto';
import { createOpener, type Opener } from '@porchlight/frame-crypto/web';
import { fromBase64Url } from '@porchlight/statements';

/** The look's HPKE key; both halves are CryptoKeys, the private one cannot be exported. */
export interface LookKeys {
  readonly privateKey: CryptoKey;
  readonly publicCryptoKey: CryptoKey;
}

const MAX_BODY_BYTES = 16 * 1024;

/** Reads an epoch message's body, or undefined when it is malformed. Never throws. */
export function readEpoch(message: Uint8Array): EpochBody | undefined {
  if (message.length > FRAME_HEADER_BYTES + MAX_BODY_BYTES) return undefined;
  try {
    const parsed = epochBodySchema.safeParse(
      JSON.parse(new TextDecoder().decode(message.subarray(FRAME_HEADER_BYTES))),
    );
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Unwraps an epoch's frame key with the look's key. Undefined when it was not made for this look. */
export async function openEpoch(
  body: EpochBody,
  header: Uint8Array,
  keys: LookKeys,
): Promise<Opener | undefined> {
  const hashes = body.bindings.map((hash) => fromBase64Url(hash));
  const enc = fromBase64Url(body.enc);
  const wrapped = fromBase64Url(body.wrapped);
  if (enc === undefined || wrapped === undefined || hashes.some((hash) => hash?.length !== 32))
    return undefined;
  const binding = await epochBinding(hashes as Uint8Array[]);
  const baseKey = await unwrapKey(keys, { enc, wrapped }, wrapInfo(binding), header);
  return baseKey && createOpener({ suite: body.suite, kid: body.kid, baseKey, binding });
}
