/** The hub cannot start with this trust file. The message is a sentence for the person who starts it. */
export class TrustError extends Error {
  override readonly name = 'TrustError';
  readonly code: 'trust-refused' | 'other-programme';
  constructor(code: TrustError['code'], detail: string) {
    super(
      code === 'other-programme'
        ? `The trust file and ${detail}; give the folder or database of this programme.`
        : `The trust file was refused (${detail}).`,
    );
    this.code = code;
  }
}
