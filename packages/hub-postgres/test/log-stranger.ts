import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  openCheckpoint,
  parsePolicy,
  proveConsistency,
  TileReader,
  verifyConsistency,
} from '@porchlight/translog';

export interface SeenLog {
  readonly size: number;
  readonly root: Uint8Array;
  /** Sequence numbers of the entries, in order. */
  readonly sequences: readonly number[];
  readonly cosigners: number;
}

/**
 * Reads all public files below `<stateDir>/log` as a stranger who knows the policy alone, and checks that the log only grew since
 * `before`. Throws when anything does not hold.
 */
export async function readAsStranger(
  stateDir: string,
  policyText: string,
  before?: SeenLog,
): Promise<SeenLog> {
  const dir = join(stateDir, 'log');
  const policy = parsePolicy(new TextEncoder().encode(policyText));
  if (policy.kind !== 'policy') throw new Error(policy.problem);
  const verdict = await openCheckpoint(
    new Uint8Array(await readFile(join(dir, 'checkpoint'))),
    policy.policy,
  );
  if (verdict.kind !== 'trusted') throw new Error(verdict.kind);
  const { size, root } = verdict.checkpoint;
  const read = (path: string) =>
    readFile(join(dir, path)).then(
      (bytes) => new Uint8Array(bytes),
      () => null,
    );
  const opened = await TileReader.open(verdict.checkpoint, read);
  if (opened.kind !== 'reader') throw new Error(`${opened.kind} ${opened.path}`);
  const sequences: number[] = [];
  for await (const part of opened.reader.entries()) {
    if (part.kind !== 'entries') throw new Error(`${part.kind} ${part.path}`);
    sequences.push(...part.entries.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)).sequence));
  }
  if (before) await grewFrom(before, { size, root }, opened.reader);
  return { size, root, sequences, cosigners: verdict.cosigners.length };
}

async function grewFrom(before: SeenLog, now: { size: number; root: Uint8Array }, reader: TileReader) {
  if (before.size > now.size) throw new Error(`the log shrank from ${before.size} to ${now.size}`);
  const built = await proveConsistency(before.size, now.size, reader);
  if (built.kind !== 'proof') throw new Error(`no proof: ${built.path}`);
  const verdict = verifyConsistency({
    oldSize: before.size,
    oldRoot: before.root,
    newSize: now.size,
    newRoot: now.root,
    proof: built.proof,
  });
  if (verdict.kind !== 'valid') throw new Error(`not consistent: ${JSON.stringify(verdict)}`);
}
