import type { Clock, OwnerId } from '@porchlight/domain';
import { toHex } from '@porchlight/statements';
import type { Random } from '../ports.ts';
import { refuse } from '../problems.ts';
import type { ChallengeDesk, NewKey } from '../sessions/challenge-desk.ts';
import type { Opened, SessionDesk } from '../sessions/session-desk.ts';
import type { HubStore } from '../store/hub-store.ts';

export interface JoinParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly challenges: ChallengeDesk;
  readonly sessions: SessionDesk;
}

/** A resident registers: a name, perhaps an address, and a key that is their authority from now on. Signs them in. */
export async function joinAsOwner(
  parts: JoinParts,
  post: { readonly name: string; readonly email: string; readonly key: NewKey },
): Promise<Opened> {
  const { store, clock, random, challenges, sessions } = parts;
  const registered = await challenges.register('owner', post.key, false);
  if (registered.kind === 'refused') return registered;
  const { key } = registered;
  const ownerId = `own-${toHex(random.bytes(6))}` as OwnerId;
  const { name, email } = post;
  const now = clock.now();
  const created = await store.transaction(async (stores) => {
    await stores.audit.append({ at: now, actor: ownerId, act: 'join', subject: ownerId, detail: '' });
    return stores.owners.create({ ownerId, name, email, keys: [key], joinedAt: now });
  });
  if (created === 'taken') return refuse('name-taken');
  return sessions.open('owner', { id: ownerId, name, roles: [], keys: [key] }, key, 'sign-in');
}
