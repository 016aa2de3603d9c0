import type { Area } from '@porchlight/contract';

const name = (area: Area): string => `porchlight.credential.${area}`;

/** Remembers which passkey signed in, so that statements ask for the same one. A browser that keeps nothing is fine. */
export function rememberCredential(area: Area, credentialId: string): void {
  try {
    sessionStorage.setItem(name(area), credentialId);
  } catch {
    // Storage is switched off: the first key is asked for instead.
  }
}

export function lastCredential(area: Area): string | null {
  try {
    return sessionStorage.getItem(name(area));
  } catch {
    return null;
  }
}
