/**
 * What ties every frame of a key epoch to the requests it was opened for: SHA-256 over the concatenation of the
 * viewers' 32-byte binding hashes in ascending byte order.
 */
export async function epochBinding(hashes: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const sorted = [...hashes].sort(compareBytes);
  const all = new Uint8Array(sorted.length * 32);
  for (const [i, hash] of sorted.entries()) {
    if (hash.length !== 32) throw new RangeError('a binding hash has 32 bytes');
    all.set(hash, i * 32);
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

/** HPKE `info` of a wrapped frame key: `porchlight/frame-key/v1` ‖ 0x00 ‖ epoch binding. */
export function wrapInfo(binding: Uint8Array): Uint8Array<ArrayBuffer> {
  const label = new TextEncoder().encode('porchlight/frame-key/v1\0');
  const info = new Uint8Array(label.length + binding.length);
  info.set(label);
  info.set(binding, label.length);
  return info;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
