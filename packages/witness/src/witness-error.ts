/**
 * - `key`: the key file cannot be used, or others can read it.
 * - `state`: what was cosigned last cannot be read.
 * - `folder`: the state folder cannot be written.
 */
export type WitnessFault = 'key' | 'state' | 'folder';

/** The witness does not start. The message is a sentence for the person who starts it. */
export class WitnessError extends Error {
  override readonly name = 'WitnessError';
  readonly code: WitnessFault;
  constructor(code: WitnessFault, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
