import { isIP } from 'node:net';
import { type AddressPolicy, networkList, parseRtspUrl, parseWebUrl } from '@porchlight/media';

export type AddressFault = { readonly field: 'mainUrl' | 'subUrl'; readonly sentence: string };

/** What an address must look like, for the person who types it. */
export const ADDRESS_FORM =
  'The address must look like rtsp://192.168.1.20:554/stream, or be a web address that gives JPEG pictures or WHEP: https://…, in the house also http://…. User and password have their own fields.';

/** The host of an address that a camera may have: RTSP, or a web address of JPEG pictures or of a WHEP endpoint. */
export function cameraHost(url: string): string | undefined {
  return parseRtspUrl(url)?.host ?? parseWebUrl(url)?.hostname;
}

/** Undefined when the text can be a camera's address; where it leads is decided when it is resolved. */
export function urlFault(field: AddressFault['field'], url: string): AddressFault | undefined {
  if (parseRtspUrl(url) !== undefined) return undefined;
  if (field === 'mainUrl' && parseWebUrl(url) !== undefined) return undefined;
  return { field, sentence: ADDRESS_FORM };
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
