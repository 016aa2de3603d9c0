import { isIP } from 'node:net';
import { type AddressPolicy, networkList, parseRtspUrl } from '@porchlight/media';

export type AddressFault = { readonly field: 'mainUrl' | 'subUrl'; readonly sentence: string };

/** Undefined when the text can be a camera's address; where it leads is decided when it is resolved. */
export function urlFault(field: AddressFault['field'], url: string): AddressFault | undefined {
  if (parseRtspUrl(url) !== undefined) return undefined;
  const sentence =
    'The address must look like rtsp://192.168.1.20:554/stream; user and password have their own fields.';
  return { field, sentence };
}

/**
 * Narrows a policy to the given networks alone: under a synthetic root a gateway shows the town's cameras and can show
 * no other.
 */
export function onlyWithin(policy: AddressPolicy, cidrs: readonly string[]): AddressPolicy {
  const list = networkList(cidrs);
  return {
    async check(host) {
      const verdict = await policy.check(host);
      if (verdict.kind !== 'allowed') return verdict;
      const inside = list.check(verdict.address, isIP(verdict.address) === 6 ? 'ipv6' : 'ipv4');
      return inside ? verdict : { kind: 'forbidden', address: verdict.address };
    },
  };
}
