import {
  type AddCheckpointRequest,
  cosign,
  decideAddCheckpoint,
  formatSignatureLine,
  type NoteSigner,
  parseAddCheckpoint,
  type VerifierKey,
  type WitnessDecision,
} from '@porchlight/translog';
import type { StateFiles } from './state-folder.ts';
import { WitnessError } from './witness-error.ts';
import { EMPTY_STATE, formatState, parseState, type WitnessState } from './witness-state.ts';

/** What a witness answers to add-checkpoint; `not-stored`: the tree could not be kept, so nothing was signed. */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly lines: string }
  | { readonly kind: 'not-stored'; readonly cause: unknown }
  | Exclude<WitnessDecision, { kind: 'cosign' }>;

export interface WitnessParts {
  readonly state: StateFiles;
  readonly key: NoteSigner;
  /** Keys of the logs it serves; a key's name is its log's origin. One origin may have several. */
  readonly logs: readonly VerifierKey[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const FILE = 'state';

/** Writes the empty state of a new witness. Only for a folder that has no key yet. */
export function makeWitnessState(files: StateFiles): Promise<void> {
  return files.keep(FILE, formatState(EMPTY_STATE));
}

/** Whether there is a state. */
export async function hasWitnessState(files: StateFiles): Promise<boolean> {
  return (await files.read(FILE)) !== null;
}

/**
 * Opens a witness on what it remembers. Throws {@link WitnessError} when that is missing or torn: a witness that forgot what it
 * cosigned could cosign a second tree, so it must not start.
 */
export async function openWitness(parts: WitnessParts): Promise<Witness> {
  const bytes = await parts.state.read(FILE);
  const advice =
    'put its newest copy back, or begin again in an empty folder and give the city the new line.';
  if (bytes === null)
    throw new WitnessError('state-missing', `There is a key but no state of what it cosigned: ${advice}`);
  const state = parseState(bytes);
  if (state === undefined)
    throw new WitnessError('state-torn', `The state of what this witness cosigned is damaged: ${advice}`);
  return new Witness(parts, state);
}

/**
 * Cosigns trees that only grow (c2sp.org/tlog-witness). Whatever it has signed was on the disk before: no crash and no restart
 * lets it sign two roots of one size, or an older time than one it gave. One request is decided at a time.
 */
export class Witness {
  readonly #parts: WitnessParts;
  readonly #keys = new Map<string, VerifierKey[]>();
  #state: WitnessState;
  #last: Promise<unknown> = Promise.resolve();
  #storing = true;

  /** Use {@link openWitness}. */
  constructor(parts: WitnessParts, state: WitnessState) {
    this.#parts = parts;
    this.#state = state;
    for (const key of parts.logs) this.#keys.set(key.name, [...(this.#keys.get(key.name) ?? []), key]);
  }

  get key(): VerifierKey {
    return this.#parts.key.key;
  }

  /** False after a tree could not be stored, until one is again. */
  get healthy(): boolean {
    return this.#storing;
  }

  /** Resolves when every request so far is decided and stored. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** Answers the body of an add-checkpoint request, whatever bytes it is. Never rejects. */
  async addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
    const request = parseAddCheckpoint(body);
    if (request.kind === 'malformed') return { kind: 'bad-request' };
    const keys = this.#keys.get(request.checkpoint.origin);
    if (keys === undefined) return { kind: 'unknown-log' };
    const answer = this.#last.then(() => this.#decide(request, keys));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #decide(request: AddCheckpointRequest, keys: readonly VerifierKey[]): Promise<WitnessAnswer> {
    const { origin } = request.checkpoint;
    const before = this.#state;
    const decision = await decideAddCheckpoint(request, { keys, latest: before.logs.get(origin) });
    if (decision.kind !== 'cosign') return decision;
    // A clock that was set back repeats the last time rather than giving an older one.
    const time = Math.max(before.time, Math.floor(this.#parts.clock() / 1000), 1);
    const next: WitnessState = { time, logs: new Map(before.logs).set(origin, decision.latest) };
    try {
      await this.#parts.state.keep(FILE, formatState(next));
    } catch (cause) {
      // The disk may hold `next` all the same. Nothing of it was signed, so deciding on from `before` is as safe.
      this.#storing = false;
      return { kind: 'not-stored', cause };
    }
    this.#storing = true;
    this.#state = next;
    const signature = await cosign(request.note.text, time, this.#parts.key);
    return { kind: 'cosigned', lines: formatSignatureLine(signature) };
  }
}
