import type { VerifierKey } from '@porchlight/translog';

/**
 * - `signatures`: the witness's cosignature lines, unverified.
 * - `conflict`: it has cosigned another size than the one named.
 * - `refused`: any other answer.
 * - `unreachable`: none in time.
 */
export type CosignerAnswer =
  | { readonly kind: 'signatures'; readonly lines: string }
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

/** One witness of the log, see c2sp.org/tlog-witness. */
export interface Cosigner {
  readonly name: string;
  readonly key: VerifierKey;
  /** Sends the body of `add-checkpoint`; answers within its own timeout. Never rejects. */
  addCheckpoint(body: Uint8Array<ArrayBuffer>): Promise<CosignerAnswer>;
}
