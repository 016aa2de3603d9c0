import { lookup } from 'node:dns/promises';
import { type AddressPolicy, createAddressPolicy } from '@porchlight/media';
import { onlyWithin } from './camera-address.ts';

/**
 * Where this gateway's cameras may be: anywhere but this machine, link-local and metadata addresses, unless `allow` names
 * them; under a synthetic root in the `allow` networks alone. Throws RangeError for a text that is no network.
 */
export function gatewayAddressPolicy(allow: readonly string[], synthetic: () => boolean): AddressPolicy {
  const real = createAddressPolicy(allow, async (host) =>
    (await lookup(host, { all: true })).map(({ address }) => address),
  );
  const town = onlyWithin(real, allow);
  return { check: (host) => (synthetic() ? town : real).check(host) };
}
