import { type FrameHeader, parseFrameHeader } from '@porchlight/contract';
import {
  type Envelope,
  fromBase64Url,
  keyIdOf,
  type PublicKey,
  statementHash,
  toBase64Url,
  verifiedSigners,
} from '@porchlight/statements';
import {
  consentMark,
  decoyDigest,
  digestOf,
  disclosureOf,
  type Opened,
  readDisclosure,
  readLeaf,
  withdrawMark,
} from '@porchlight/statements/leaf';
import { leafHash, openCheckpoint, parsePolicy } from '@porchlight/translog';
import type { SuiteCases } from '../conformance.ts';

const bytes = (text: string): Uint8Array<ArrayBuffer> => fromBase64Url(text) ?? new Uint8Array();
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

interface StatementVectors {
  readonly site: { origin: string; rpId: string; synthetic: boolean };
  readonly cases: readonly {
    name: string;
    valid: boolean;
    envelope: Envelope;
    key: PublicKey;
    keyid: string;
    hash: string;
  }[];
}

export function statementCases({ site, cases }: StatementVectors): SuiteCases {
  return {
    left: undefined,
    cases: cases.map(({ name, valid, envelope, key, keyid, hash }) => ({
      name,
      run: async () =>
        (await verifiedSigners(envelope, [key], site)).length > 0 === valid &&
        (await statementHash(envelope)) === hash &&
        (await keyIdOf(key)) === keyid,
    })),
  };
}

interface LeafVectors {
  readonly cases: readonly { name: string; valid: boolean; entry: string; leafHash: string }[];
}

export function leafCases({ cases }: LeafVectors): SuiteCases {
  return {
    left: undefined,
    cases: cases.map(({ name, valid, entry, leafHash: expected }) => ({
      name,
      run: () =>
        (readLeaf(bytes(entry)) !== undefined) === valid && toBase64Url(leafHash(bytes(entry))) === expected,
    })),
  };
}

interface DigestVectors {
  readonly recordKey: string;
  readonly disclosures: readonly { path: string; value: Opened; disclosure: string; digest: string }[];
  readonly decoys: readonly { path: string; digest: string }[];
  readonly marks: { salt: string; consentHash: string; cameraId: string; consent: string; withdraw: string };
}

export function digestCases({ recordKey, disclosures, decoys, marks }: DigestVectors): SuiteCases {
  const key = bytes(recordKey);
  const { salt, consentHash, cameraId } = marks;
  return {
    left: undefined,
    cases: [
      ...disclosures.map(({ path, value, disclosure, digest }) => ({
        name: `disclosure of ${path}`,
        run: async () =>
          (await disclosureOf(key, path, value)) === disclosure &&
          (await digestOf(disclosure)) === digest &&
          same(readDisclosure(disclosure), { path, value }),
      })),
      ...decoys.map(({ path, digest }) => ({
        name: `decoy at ${path}`,
        run: async () => (await decoyDigest(key, path)) === digest,
      })),
      { name: 'consent mark', run: async () => (await consentMark(salt, consentHash)) === marks.consent },
      {
        name: 'withdraw mark',
        run: async () => (await withdrawMark(salt, consentHash, cameraId as never)) === marks.withdraw,
      },
    ],
  };
}

interface CheckpointVectors {
  readonly policy: string;
  readonly cases: readonly { name: string; verdict: string; note: string }[];
}

export function checkpointCases({ policy, cases }: CheckpointVectors): SuiteCases {
  const read = parsePolicy(new TextEncoder().encode(policy));
  return {
    left: undefined,
    cases: cases.map(({ name, verdict, note }) => ({
      name,
      run: async () =>
        read.kind === 'policy' &&
        (await openCheckpoint(new TextEncoder().encode(note), read.policy)).kind === verdict,
    })),
  };
}

interface HeaderVectors {
  readonly cases: readonly { name: string; bytes: string; header: FrameHeader | null }[];
}

export function frameHeaderCases({ cases }: HeaderVectors): SuiteCases {
  return {
    left: undefined,
    cases: cases.map(({ name, bytes: text, header }) => ({
      name,
      run: () => same(parseFrameHeader(bytes(text)) ?? null, header),
    })),
  };
}
