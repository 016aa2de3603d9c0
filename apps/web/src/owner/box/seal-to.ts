import type { Sealed } from '@porchlight/contract';
import { wrapKey } from '@porchlight/frame-crypto';
import { toBase64Url } from '@porchlight/statements';

/** Seals a text so that only the holder of this key reads it. Undefined when the key is none. */
export async function sealTo(key: Uint8Array, text: string, info: Uint8Array): Promise<Sealed | undefined> {
  const wrapped = await wrapKey(key, new TextEncoder().encode(text), info, new Uint8Array());
  return wrapped && { enc: toBase64Url(wrapped.enc), sealed: toBase64Url(wrapped.wrapped) };
}
