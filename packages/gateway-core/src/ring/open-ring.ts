import type { Random } from '../ports.ts';
import type { GatewayState } from '../state/gateway-state.ts';
import { Ring, type RingParts } from './ring.ts';
import type { RingPartner } from './ring-partner.ts';
import { createTokenVault } from './token-vault.ts';

/** The box's part in Ring, or undefined when it was given none. Tokens are sealed under the box's own key. */
export function openRing(
  partner: RingPartner | undefined,
  parts: Omit<RingParts, 'partner' | 'vault' | 'document'> & {
    readonly state: GatewayState;
    readonly random: Random;
  },
): Ring | undefined {
  if (partner === undefined) return undefined;
  const { identity, ring: document } = parts.state;
  return new Ring({
    ...parts,
    partner,
    document,
    vault: createTokenVault(identity.value.pkcs8, parts.random),
  });
}
