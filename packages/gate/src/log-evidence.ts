import type { ReadStatement } from '@porchlight/statements';
import type { Refusal } from './refusal.ts';

/**
 * Steps 6–9 of the gate: what ties a request to the public log. Its `bindingHash` goes into the keys of every frame, so
 * pictures can be opened only for the request that was judged.
 */
export type LogEvidence = (
  request: ReadStatement<'request'>,
) => Promise<
  | { readonly kind: 'ok'; readonly bindingHash: string }
  | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] }
>;

/** No log entry is required: frames are bound to the hash of the request statement itself. */
export const boundToRequest: LogEvidence = async (request) => ({ kind: 'ok', bindingHash: request.hash });
