export type HubStartFault =
  | 'option'
  | 'environment'
  | 'insecure-address'
  | 'other-origin'
  | 'trust-file'
  | 'log-key'
  | 'public-log'
  | 'web-files'
  | 'map-file'
  | 'certificate'
  | 'unwritable-folder'
  | 'database'
  | 'port-taken'
  | 'listen'
  | 'mail';

/** Why the hub did not start, as one sentence for the person who started it. */
export class HubStartError extends Error {
  override readonly name = 'HubStartError';
  readonly code: HubStartFault;
  constructor(code: HubStartFault, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
