import { BlockList, isIP } from 'node:net';

/** Resolves a host name to addresses; a port, so that a test can play a rebinding resolver. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export type AddressVerdict =
  | { readonly kind: 'allowed'; readonly address: string }
  | { readonly kind: 'forbidden'; readonly address: string }
  | { readonly kind: 'unresolved' };

/** Networks no camera is reached in unless allowed by name: this machine, link-local and metadata, multicast, unspecified, tunnels. */
const FORBIDDEN: readonly string[] = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Unspecified, this machine, and every way to write an IPv4 address into an IPv6 one but ::ffff:0:0/96.
  '::/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/32',
  '2002::/16',
  '192.88.99.0/24',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // Where clouds keep credentials of the machine, outside link-local.
  'fd00:ec2::/32',
  'fd20:ce::254/128',
  'fd00:42::42/128',
  '100.100.100.200/32',
  '192.0.0.0/24',
  '168.63.129.16/32',
];

/** Builds a list from CIDR texts. Throws RangeError naming the one that is none. */
export function networkList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix = ''] = cidr.split('/');
    const family = isIP(address);
    const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (family === 0 || !(bits >= 0 && bits <= (family === 4 ? 32 : 128)))
      throw new RangeError(`“${cidr}” is not a network like 192.168.1.0/24`);
    list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** Decides where a camera's address may lead. */
export interface AddressPolicy {
  /** Resolves the host once and returns the address to connect to: nothing resolves it a second time. */
  check(host: string): Promise<AddressVerdict>;
}

/** `allow`: CIDRs that are reachable although forbidden by default (the demo's loopback). */
export function createAddressPolicy(allow: readonly string[], resolve: Resolve): AddressPolicy {
  const forbidden = networkList(FORBIDDEN);
  const allowed = networkList(allow);
  return {
    async check(host) {
      const bare = host.replace(/^\[|\]$/g, '');
      const addresses = isIP(bare) === 0 ? await resolve(bare).catch(() => []) : [bare];
      const [address] = addresses;
      if (address === undefined) return { kind: 'unresolved' };
      // One forbidden answer among several condemns the name: a resolver that mixes them is not to be trusted.
      const bad = addresses.find((a) => isIP(a) === 0 || (within(a, forbidden) && !within(a, allowed)));
      return bad === undefined ? { kind: 'allowed', address } : { kind: 'forbidden', address: bad };
    },
  };
}

function within(address: string, list: BlockList): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return list.check(mapped, 'ipv4');
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}
