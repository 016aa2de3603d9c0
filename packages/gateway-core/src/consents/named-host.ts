import type { Ed25519Key, HostEntry, Trust } from '@porchlight/statements';

/** The host with that key, as the signed programme names it; undefined when it does not. */
export function namedHost(trust: Trust | null, key: Ed25519Key): HostEntry | undefined {
  return trust?.programme?.statement.hosts?.find((host) => host.key.raw === key.raw);
}

/**
 * Why a consent that names `host` does not hold at this gateway: one that a host runs (`hostKey`) takes those alone that name
 * this very host, and the owner's own box takes none that names any host. Undefined when it holds.
 */
export function hostFault(host: string, trust: Trust, hostKey: Ed25519Key | undefined): string | undefined {
  if (hostKey === undefined) {
    const named = trust.programme?.statement.hosts?.some((h) => h.name.toLowerCase() === host.toLowerCase());
    return named ? `It names ${host} as host, and this box is run by no host.` : undefined;
  }
  const own = namedHost(trust, hostKey);
  if (own === undefined) return 'The programme does not name the host of this gateway.';
  return own.name === host ? undefined : `It does not name ${own.name}, which runs this gateway.`;
}
