import { Resolver } from 'node:dns/promises';
import type { Resolve } from '@porchlight/media';

/**
 * Names of one owner's cameras, asked of the name server directly. The system's own way waits in the few threads that write
 * to the disk as well, so that one owner's dead names would hold up the others' looks.
 */
export function hostResolve(): Resolve {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  return async (host) => {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}
