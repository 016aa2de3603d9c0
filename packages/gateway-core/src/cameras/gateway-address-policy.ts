import { lookup } from 'node:dns/promises';
import { type AddressPolicy, createAddressPolicy, PRIVATE_NETWORKS, type Resolve } from '@porchlight/media';
import { onlyWithin } from './camera-address.ts';

/**
 * Where this gateway's cameras may be: anywhere but this machine, link-local and metadata addresses, unless `allow` names
 * them; under a synthetic root in the `allow` networks alone. At a host (`hosted`) also nowhere in private networks, which are
 * the host's own. Throws RangeError for a text that is no network.
 */
export function gatewayAddressPolicy(
  allow: readonly string[],
  synthetic: () => boolean,
  { hosted, resolve = bySystem }: { readonly hosted: boolean; readonly resolve?: Resolve | undefined },
): AddressPolicy {
  const real = createAddressPolicy(allow, resolve, hosted ? PRIVATE_NETWORKS : []);
  const town = onlyWithin(real, allow);
  return { check: (host) => (synthetic() ? town : real).check(host) };
}

const bySystem: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);
