import type { Random } from '../ports.ts';
import type { GatewayState } from '../state/gateway-state.ts';
import { Ring, type RingParts } from './ring.ts';
import type { RingSettings } from './ring-settings.ts';
import { createTokenVault } from './token-vault.ts';

/** The box's part in Ring, or undefined when it was given none. Tokens are sealed under the box's own key. */
export function openRing(
  settings: RingSettings | undefined,
  parts: Omit<RingParts, 'settings' | 'vault' | 'document'> & {
    readonly state: GatewayState;
    readonly random: Random;
  },
): Ring | undefined {
  if (settings === undefined) return undefined;
  const { identity, ring: document } = parts.state;
  return new Ring({
    ...parts,
    settings,
    document,
    vault: createTokenVault(identity.value.pkcs8, parts.random),
  });
}
