import { networkList } from './address-policy.ts';

/** Where credentials and pictures may travel without TLS: nowhere but in the house. */
const PRIVATE = networkList([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
]);

/** False for http to an address outside private networks: what is sent there could be read on the way. */
export function mayCarryTokens(url: URL, address: string): boolean {
  return url.protocol === 'https:' || PRIVATE.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** The URL when it is http or https, without credentials and fragment, of at most 500 characters. */
export function parseWebUrl(text: string): URL | undefined {
  if (text.length > 500 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.username === '' && url.password === '' && url.hash === '' ? url : undefined;
}
