/** The two SFrame cipher suites used here (RFC 9605 §8.1): 4 = AES-128-GCM with SHA-256, 5 = AES-256-GCM with SHA-512. */
export type SframeSuite = 4 | 5;

export interface SuiteParameters {
  readonly keyBytes: 16 | 32;
  readonly hash: 'SHA-256' | 'SHA-512';
  readonly hashBytes: 32 | 64;
}

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export const SUITES: Readonly<Record<SframeSuite, SuiteParameters>> = {
  4: { keyBytes: 16, hash: 'SHA-256', hashBytes: 32 },
  5: { keyBytes: 32, hash: 'SHA-512', hashBytes: 64 },
};

/** `info` of the HKDF expansions (RFC 9605 §4.4.2): label, 8-byte key id, 2-byte suite. */
export function derivationLabel(
  use: 'key' | 'salt',
  kid: bigint,
  suite: SframeSuite,
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`SFrame 1.0 Secret ${use} `);
  const label = new Uint8Array(text.length + 10);
  label.set(text);
  const view = new DataView(label.buffer);
  view.setBigUint64(text.length, kid);
  view.setUint16(text.length + 8, suite);
  return label;
}

/** Writes salt XOR counter (RFC 9605 §4.4.3) into `nonce`; the counter stands in its last eight bytes. */
export function writeNonce(nonce: Uint8Array, salt: Uint8Array, ctr: bigint): void {
  nonce.set(salt);
  let rest = ctr;
  for (let i = NONCE_BYTES - 1; rest > 0n; i--) {
    nonce[i] = (nonce[i] as number) ^ Number(rest & 0xffn);
    rest >>= 8n;
  }
}
