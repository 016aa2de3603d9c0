import { fromBase64Url, importPkcs8 } from '@porchlight/statements';
import { type NoteSigner, parsePolicy, sameBytes, type TrustPolicy } from '@porchlight/translog';
import { LogError } from './log-error.ts';

/** The secret half of a log key, as `porchlight init` writes it: base64url texts. */
export interface LogKeyPair {
  readonly raw: string;
  readonly pkcs8: string;
}

/** Who this hub is in the log: the key it signs with, and the policy the root gives everybody. */
export interface LogIdentity {
  readonly policy: TrustPolicy;
  readonly signer: NoteSigner;
}

/**
 * Reads the log policy that a root names (c2sp.org/tlog-policy) and the key this hub signs with. Throws {@link LogError} when
 * the policy cannot be read or does not name the key.
 */
export async function logIdentity(policyText: string, pair: LogKeyPair): Promise<LogIdentity> {
  const read = parsePolicy(new TextEncoder().encode(policyText));
  if (read.kind === 'malformed')
    throw new LogError('policy', `The log policy in the root cannot be read (${read.problem}).`);
  const raw = fromBase64Url(pair.raw);
  const named = read.policy.logs.find(({ key }) => raw !== undefined && sameBytes(key.publicKey, raw));
  const secret = await importPkcs8('ed25519', pair.pkcs8);
  if (named === undefined || secret === undefined)
    throw new LogError('key', 'The log key is not one that the root names; give the key of this programme.');
  const sign = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', secret, message));
  return { policy: read.policy, signer: { key: named.key, sign } };
}
