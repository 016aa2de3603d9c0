import { type CaseNumber, caseNumberSchema } from '@porchlight/contract';
import { fromBase64Url, sha256, toBase64Url } from '@porchlight/statements';
import type { Random } from '../ports.ts';

/** Without 0, 1, I and O, which are taken for one another when a number is read aloud or copied. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A new number: almost 40 random bits, so that numbers tell neither order nor how many there are. */
export function newCaseNumber(random: Random): CaseNumber {
  const letters = [...random.bytes(8)].map((byte) => LETTERS[byte % LETTERS.length]);
  return caseNumberSchema.parse(`N-${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`);
}

/** The secret of a neighbour's link and the hash that the hub keeps of it. */
export async function newSecret(random: Random): Promise<{ secret: string; secretHash: string }> {
  const bytes = random.bytes(32);
  return { secret: toBase64Url(bytes), secretHash: toBase64Url(await sha256(bytes)) };
}

/** The hash of a secret as it came; undefined when it cannot be one. */
export async function hashOfSecret(secret: string): Promise<string | undefined> {
  const bytes = fromBase64Url(secret);
  return bytes?.length === 32 ? toBase64Url(await sha256(bytes)) : undefined;
}
