import type { PersonId } from '@porchlight/domain';
import {
  generateSoftware,
  type Person,
  type PublicKey,
  type Role,
  type Signer,
  softwareSigner,
} from '@porchlight/statements';
import { softAuthenticator } from './soft-authenticator.ts';

/** Somebody with a key that signs here and now: a soft passkey, or (`software`) a key that only synthetic roots take. */
export interface TestSigner {
  readonly key: PublicKey;
  readonly signer: Signer;
}

export interface TestPerson extends TestSigner {
  readonly person: Person;
}

export const TEST_ORIGIN = 'https://cameras.example.org';
export const TEST_RP_ID = 'cameras.example.org';

export async function makeSigner(kind: 'passkey' | 'software', deviceBound = true): Promise<TestSigner> {
  if (kind === 'software') {
    const { privateKey, key } = await generateSoftware();
    return { key, signer: await softwareSigner(privateKey, key) };
  }
  const authenticator = await softAuthenticator({ origin: TEST_ORIGIN, rpId: TEST_RP_ID, deviceBound });
  return { key: authenticator.key, signer: await authenticator.signer() };
}

export async function makePerson(
  id: string,
  roles: Role[],
  kind: 'passkey' | 'software',
): Promise<TestPerson> {
  const signer = await makeSigner(kind);
  const person = { id: id as PersonId, name: id.replace('-', ' '), roles, keys: [signer.key] };
  return { ...signer, person };
}
