import { type NoteSignature, type Quorum, quorumMet, sameSigner } from '@porchlight/translog';
import type { Cosignature, SignedCheckpoint, WitnessLink } from './witness-link.ts';

export type Gathered =
  | { readonly kind: 'quorum'; readonly signatures: readonly NoteSignature[] }
  | { readonly kind: 'too-few'; readonly answers: readonly WitnessAnswer[] };

export interface WitnessAnswer {
  readonly name: string;
  readonly answer: Cosignature;
}

/** Asks every witness at once and goes on with the first that make a quorum; the others may answer later or never. */
export function gatherQuorum(
  links: readonly WitnessLink[],
  quorum: Quorum,
  signed: SignedCheckpoint,
): Promise<Gathered> {
  return new Promise((resolve) => {
    const signatures: NoteSignature[] = [];
    const answers: WitnessAnswer[] = [];
    const judge = (): void => {
      if (quorumMet(quorum, (key) => signatures.some((signature) => sameSigner(signature, key))))
        resolve({ kind: 'quorum', signatures: [...signatures] });
      else if (answers.length === links.length) resolve({ kind: 'too-few', answers });
    };
    for (const link of links)
      void link.cosign(signed).then((answer) => {
        answers.push({ name: link.name, answer });
        if (answer.kind === 'cosigned') signatures.push(answer.signature);
        judge();
      });
    judge();
  });
}
