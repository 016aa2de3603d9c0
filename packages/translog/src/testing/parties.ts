/** A log of 40 leaves, a stranger with its name, three witnesses and a policy of two of them: for the tests of this package. */
import type { proveInclusion } from '../merkle/prove.ts';
import { completeHash, leafHash } from '../merkle/tree-hash.ts';
import { TreeHead } from '../merkle/tree-head.ts';
import { formatCheckpoint } from '../note/checkpoint.ts';
import { formatNote } from '../note/note.ts';
import { cosign, type NoteSigner, signNote } from '../note/sign-note.ts';
import { formatVerifierKey, type SignatureType, verifierKey } from '../note/verifier-key.ts';
import { parsePolicy } from '../trust/policy.ts';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A fresh Ed25519 signer on WebCrypto. */
export async function newSigner(name: string, type: SignatureType): Promise<NoteSigner> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const sign = async (message: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message));
  return { key: verifierKey(name, type, raw), sign };
}

export const ORIGIN = 'log.example/town';
export const log = await newSigner(ORIGIN, 'ed25519');
export const otherLog = await newSigner(ORIGIN, 'ed25519');
export const [w1, w2, w3] = [
  await newSigner('witness.example/1', 'cosignature'),
  await newSigner('witness.example/2', 'cosignature'),
  await newSigner('witness.example/3', 'cosignature'),
] as const;

export const LEAVES = Array.from({ length: 40 }, (_, n) => leafHash(utf8(`entry ${n}`)));
export const rootOf = (size: number, leaves = LEAVES): Uint8Array => {
  const head = new TreeHead();
  for (const leaf of leaves.slice(0, size)) head.append(leaf);
  return head.root();
};
export const source = {
  readHashes: async (nodes: readonly { level: number; index: number }[]) => ({
    kind: 'hashes' as const,
    hashes: nodes.map(({ level, index }) =>
      completeHash(LEAVES.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    ),
  }),
};
/** A signed checkpoint of the first leaves, by the log and these cosigners at these times unless told otherwise. */
export async function checkpointOf(
  size: number,
  signers: { by?: NoteSigner; times?: [NoteSigner, number][]; root?: Uint8Array; origin?: string } = {},
) {
  const { by = log, times = [], root = rootOf(size), origin = ORIGIN } = signers;
  const text = formatCheckpoint({ origin, size, root, extensions: [] });
  const cosigned = await Promise.all(times.map(([witness, time]) => cosign(text, time, witness)));
  return formatNote({ text, signatures: [await signNote(text, by), ...cosigned] });
}
export const POLICY = `# two of three
log ${formatVerifierKey(log.key)} https://log.example
\twitness a ${formatVerifierKey(w1.key)} https://w.example/1
witness b ${formatVerifierKey(w2.key)}

witness c ${formatVerifierKey(w3.key)}
group two 2 a b c
quorum two
`;
export const policyOf = (text: string) => {
  const read = parsePolicy(utf8(text));
  if (read.kind !== 'policy') throw new Error(read.problem);
  return read.policy;
};
export const policy = policyOf(POLICY);
export async function builtProof(built: ReturnType<typeof proveInclusion>): Promise<readonly Uint8Array[]> {
  const result = await built;
  if (result.kind !== 'proof') throw new Error(result.path);
  return result.proof;
}
