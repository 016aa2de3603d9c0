import type { PublicKey } from '@porchlight/statements';

export type PasskeyKey = Extract<PublicKey, { kind: 'passkey' }>;

export interface AssertionPost {
  readonly challenge: string;
  readonly credentialId: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
}

/** WebAuthn Level 3 ceremonies, user verification required. Neither throws. */
export interface Passkeys {
  assertionHolds(key: PasskeyKey, post: AssertionPost): Promise<boolean>;
  /** The new credential, or undefined when the response does not hold for this challenge. */
  registered(challenge: string, response: Readonly<Record<string, unknown>>): Promise<PasskeyKey | undefined>;
}
