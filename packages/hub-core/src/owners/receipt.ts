import { type Receipt, WAIVER, type Waiver, waiverTextHash } from '@porchlight/contract';
import { type ConsentStatement, type Envelope, fingerprintOf, type PublicKey } from '@porchlight/statements';

/** The waiver in force, with the hash that consents carry. */
export async function waiverInForce(): Promise<Waiver> {
  const { version, language, text } = WAIVER;
  return { version, language, text, textHash: await waiverTextHash(text) };
}

export interface ReceiptFacts {
  readonly statement: ConsentStatement;
  readonly hash: string;
  readonly envelope: Envelope;
  readonly key: PublicKey;
  readonly waiver: Waiver;
  readonly programmeName: string;
}

/** What the owner keeps: who agreed to what, with which key, and how to end it (ISO/IEC TS 27560 fields). */
export async function receiptOf(facts: ReceiptFacts): Promise<Receipt> {
  const { statement, hash, envelope, key, waiver, programmeName } = facts;
  return {
    schema: 'porchlight/consent-receipt/v1',
    receiptId: hash,
    programme: programmeName,
    controller: programmeName,
    host: statement.waiver.host,
    ownerId: statement.ownerId,
    signedAt: statement.issuedAt,
    keyFingerprint: await fingerprintOf(key),
    waiver,
    version: statement.version,
    cameras: statement.cameras,
    withdrawal:
      'Withdraw at any time, without a reason and without your passkey, on your page or at your gateway. Police cannot see it.',
    envelope,
  };
}
