import { type GatewayToHub, sealKeyBytes } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';
import { deriveHpkeKeyPair, type HpkeKeyPair } from '@porchlight/frame-crypto';
import { fromBase64Url, type Signer, toBase64Url } from '@porchlight/statements';

/** The pair that things for this gateway are sealed to. It comes from the gateway's own key, so there is no second secret to keep. */
export function sealPairOf(pkcs8: string): Promise<HpkeKeyPair> {
  return deriveHpkeKeyPair(fromBase64Url(pkcs8) ?? new Uint8Array(), 'porchlight/gateway-seal/v1');
}

/** What the gateway tells the hub, for owners' pages: its seal key under its own signature. */
export async function sealKeyMessage(
  gatewayId: GatewayId,
  { publicKey }: HpkeKeyPair,
  signer: Signer,
): Promise<GatewayToHub> {
  const sealKey = toBase64Url(publicKey);
  const { sig } = await signer.sign(sealKeyBytes(gatewayId, sealKey));
  return { t: 'seal-key', sealKey, signature: sig };
}
