import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  sameBytes,
  type VerifierKey,
  verifyNote,
} from '@porchlight/translog';
import { parseState, type SeenTree } from '../../packages/witness/src/witness-state.ts';
import type { SoakProgramme, SoakWitness } from './soak-programme.ts';

/** What stands on a witness's disk. */
export interface WitnessMemory {
  readonly key: Uint8Array;
  readonly logs: ReadonlyMap<string, SeenTree>;
}

const SETTLES_WITHIN_MS = 20_000;
const AGAIN_MS = 50;

/** Undefined when there is no key, or the state is one that the witness itself would not read. */
export async function memoryOf({ state }: SoakWitness): Promise<WitnessMemory | undefined> {
  const [key, bytes] = await Promise.all([
    readFile(join(state, 'key')),
    readFile(join(state, 'state')),
  ]).catch(() => [undefined, undefined]);
  const read = bytes && parseState(new Uint8Array(bytes));
  return key && read && { key: new Uint8Array(key), logs: read.logs };
}

/** The same key, no other log than before, and of each no smaller tree. The log grows meanwhile, so the tree itself may be a later one. */
export function keptItsMemory(before: WitnessMemory, after: WitnessMemory | undefined): boolean {
  if (after === undefined || !sameBytes(before.key, after.key) || before.logs.size !== after.logs.size)
    return false;
  return [...before.logs].every(([origin, { size }]) => (after.logs.get(origin)?.size ?? -1) >= size);
}

/**
 * Whether, once nothing is under way, the log publishes a checkpoint of the very tree that this witness remembers, with a cosignature
 * of it that is from `sinceS` (POSIX seconds) or later and holds under the key that the programme began with.
 */
export async function cosignsSince(
  { origin }: SoakProgramme,
  witness: SoakWitness,
  sinceS: number,
): Promise<boolean> {
  const read = parseVerifierKey(witness.key);
  if (read.kind === 'malformed') throw new Error(read.problem);
  for (const end = performance.now() + SETTLES_WITHIN_MS; performance.now() < end; ) {
    const published = await checkpointAt(origin, read.key).catch(() => undefined);
    const seen = published && (await memoryOf(witness))?.logs.get(published.origin);
    const same = seen?.size === published?.size && sameBytes(seen?.root ?? none, published?.root ?? none);
    if (published && seen && same && published.time >= sinceS) return true;
    await new Promise((later) => setTimeout(later, AGAIN_MS));
  }
  return false;
}

const none = new Uint8Array();

/** The log's newest checkpoint, with the time of that key's cosignature; undefined when it has none that holds. */
async function checkpointAt(origin: string, key: VerifierKey) {
  const answer = await fetch(`${origin}/log/checkpoint`, { signal: AbortSignal.timeout(2000) });
  const note = parseNote(new Uint8Array(await answer.arrayBuffer()));
  if (note.kind === 'malformed') return undefined;
  const checkpoint = parseCheckpoint(note.text);
  const verdict = await verifyNote(note, [key]);
  if (checkpoint.kind === 'malformed' || verdict.kind !== 'verified') return undefined;
  const [{ time } = { time: undefined }] = verdict.signatures;
  return time === undefined ? undefined : { ...checkpoint.checkpoint, time };
}
