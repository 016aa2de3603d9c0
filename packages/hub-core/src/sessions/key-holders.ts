import type { Area } from '@porchlight/contract';
import type { OwnerId } from '@porchlight/domain';
import { keyIdOf, type PublicKey, type Role } from '@porchlight/statements';
import type { OwnerStore } from '../store/owner-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { AREA_ROLES } from './signed-in.ts';

export interface KeyHolder {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly keys: readonly PublicKey[];
}

/** Who holds a key in an area: the roster in force for console and clerk, the owners' table for owners. */
export class KeyHolders {
  readonly #trust: TrustDesk;
  readonly #owners: OwnerStore;

  constructor(trust: TrustDesk, owners: OwnerStore) {
    this.#trust = trust;
    this.#owners = owners;
  }

  async byCredentialId(area: Area, credentialId: string): Promise<KeyHolder | undefined> {
    if (area === 'owner') return ownerHolder(await this.#owners.byCredentialId(credentialId));
    return this.#people(area).find(({ keys }) =>
      keys.some((key) => key.kind === 'passkey' && key.credentialId === credentialId),
    );
  }

  async byKeyId(area: Area, keyId: string): Promise<KeyHolder | undefined> {
    if (area === 'owner') return ownerHolder(await this.#owners.byKeyId(keyId));
    for (const person of this.#people(area))
      for (const key of person.keys) if ((await keyIdOf(key)) === keyId) return person;
    return undefined;
  }

  /** The holder as of now; undefined when struck off. */
  async byId(area: Area, id: string): Promise<KeyHolder | undefined> {
    if (area === 'owner') return ownerHolder(await this.#owners.get(id as OwnerId));
    return this.#people(area).find((person) => person.id === id);
  }

  #people(area: 'console' | 'clerk'): readonly KeyHolder[] {
    const people = this.#trust.roster?.people ?? [];
    return people.filter((person) => person.roles.some((role) => AREA_ROLES[area].includes(role)));
  }
}

function ownerHolder(
  owner: { ownerId: OwnerId; name: string; keys: readonly PublicKey[] } | undefined,
): KeyHolder | undefined {
  return owner && { id: owner.ownerId, name: owner.name, roles: [], keys: owner.keys };
}
