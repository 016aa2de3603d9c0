import type { Area } from '@porchlight/contract';
import type { PublicKey, Role } from '@porchlight/statements';

/** Somebody who proved a key and still may use this area. */
export interface SignedIn {
  readonly area: Area;
  /** Person or owner. */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly keys: readonly PublicKey[];
  readonly tokenHash: string;
}

/** Roles that may sign in to an area; an owner is not in the roster. */
export const AREA_ROLES: Readonly<Record<'console' | 'clerk', readonly Role[]>> = {
  console: ['operator', 'supervisor'],
  clerk: ['clerk'],
};

/** Console and clerk lock after thirty minutes without a touch; an owner's phone stays signed in. */
export const IDLE_LOCK_MS: Readonly<Record<Area, number>> = {
  console: 30 * 60_000,
  clerk: 30 * 60_000,
  owner: 30 * 24 * 3600_000,
};
/** However active. */
export const SESSION_MS: Readonly<Record<Area, number>> = {
  console: 12 * 3600_000,
  clerk: 12 * 3600_000,
  owner: 30 * 24 * 3600_000,
};
