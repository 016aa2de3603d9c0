import { type Ed25519Key, type HostEntry, type Trust, toBase64Url } from '@porchlight/statements';
import { describe, expect, it } from 'vitest';
import { hostFault, namedHost } from './named-host.ts';

const keyOf = (n: number): Ed25519Key => ({ kind: 'ed25519', raw: toBase64Url(new Uint8Array(32).fill(n)) });
const host = (n: number, name: string) =>
  ({ hostId: `host-${n}`, name, key: keyOf(n) }) as unknown as HostEntry;
const trust = (...hosts: HostEntry[]) => ({ programme: { statement: { hosts } } }) as unknown as Trust;
const both = trust(host(1, 'Library'), host(2, 'Church'));

describe('whom a consent names', () => {
  it('a host’s gateway takes its own host’s name alone, letter by letter', () => {
    expect(hostFault('Library', both, keyOf(1))).toBeUndefined();
    for (const other of ['library', 'Library ', 'Church', 'the owner', ''])
      expect(hostFault(other, both, keyOf(1))).toContain('does not name Library');
  });

  it('a host’s gateway takes nothing once the programme names its host no longer', () => {
    expect(hostFault('Library', trust(host(2, 'Library')), keyOf(1))).toContain('does not name the host');
    expect(hostFault('Library', trust(), keyOf(1))).toContain('does not name the host');
    expect(namedHost(trust(), keyOf(1))).toBeUndefined();
    expect(namedHost(null, keyOf(1))).toBeUndefined();
    expect(namedHost(both, keyOf(2))?.name).toBe('Church');
  });

  it('an own box takes no host’s name, however it is written', () => {
    expect(hostFault('the owner', both, undefined)).toBeUndefined();
    expect(hostFault('Library', both, undefined)).toContain('run by no host');
    expect(hostFault('LIBRARY', both, undefined)).toContain('run by no host');
  });
});
