import type { Clock } from '@porchlight/domain';
import {
  fingerprintOf,
  fromBase64Url,
  type PublicKey,
  type Role,
  sha256,
  toBase64Url,
  toHex,
} from '@porchlight/statements';
import type { AreaBus } from '../events/area-bus.ts';
import type { Random } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { ChallengeDesk, NewKey } from '../sessions/challenge-desk.ts';
import type { HubStore } from '../store/hub-store.ts';

const INVITE_MS = 7 * 24 * 3600_000;

export interface InviteDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: AreaBus;
  readonly challenges: ChallengeDesk;
}

/** Invitations: a link with a secret in its fragment, used once to register a key. The roster alone gives a role. */
export class InviteDesk {
  readonly #parts: InviteDeskParts;

  constructor(parts: InviteDeskParts) {
    this.#parts = parts;
  }

  /** The path with its secret is answered once and not kept. */
  async create(
    actor: string,
    invite: { readonly name: string; readonly roles: readonly Role[] },
  ): Promise<{ inviteId: string; path: string; expiresAt: number }> {
    const { store, clock, random, bus } = this.#parts;
    const inviteId = toHex(random.bytes(8));
    const secret = random.bytes(32);
    const secretHash = toBase64Url(await sha256(secret));
    const createdAt = clock.now();
    const expiresAt = createdAt + INVITE_MS;
    await store.transaction(async (stores) => {
      const detail = `${invite.name}: ${invite.roles.join(', ')}`;
      await stores.audit.append({ at: createdAt, actor, act: 'invite', subject: inviteId, detail });
      await stores.people.createInvite({
        ...invite,
        inviteId,
        secretHash,
        createdBy: actor,
        createdAt,
        expiresAt,
      });
    });
    bus.publish('clerk', null);
    return { inviteId, path: `/invite#${inviteId}.${toBase64Url(secret)}`, expiresAt };
  }

  async remove(actor: string, inviteId: string): Promise<{ kind: 'ok' } | Refused> {
    const { store, clock, bus } = this.#parts;
    const removed = await store.transaction(async (stores) => {
      await stores.audit.append({
        at: clock.now(),
        actor,
        act: 'invite-removed',
        subject: inviteId,
        detail: '',
      });
      return stores.people.removeInvite(inviteId);
    });
    bus.publish('clerk', null);
    return removed ? { kind: 'ok' } : refuse('not-found');
  }

  /** Who is invited, for the page behind the link; nothing once it was used. */
  async open(inviteId: string): Promise<{ kind: 'ok'; name: string; roles: readonly Role[] } | Refused> {
    const invite = await this.#parts.store.people.invite(inviteId);
    if (!invite || invite.key !== null || invite.expiresAt <= this.#parts.clock.now())
      return refuse('invite-closed');
    return { kind: 'ok', name: invite.name, roles: invite.roles };
  }

  async challenge(inviteId: string) {
    const open = await this.open(inviteId);
    return open.kind === 'refused'
      ? open
      : this.#parts.challenges.issue('invite', 'register', true, inviteId);
  }

  /** Registers the key. Operators and clerks need one that stays on its device. */
  async use(
    inviteId: string,
    secret: string,
    newKey: NewKey,
  ): Promise<{ kind: 'ok'; key: PublicKey; fingerprint: string } | Refused> {
    const { store, clock, challenges, bus } = this.#parts;
    const bytes = fromBase64Url(secret);
    if (bytes?.length !== 32) return refuse('invite-closed');
    const registered = await challenges.register('invite', newKey, true, inviteId);
    if (registered.kind === 'refused') return registered;
    const { key } = registered;
    const secretHash = toBase64Url(await sha256(bytes));
    const used = await store.transaction(async (stores) => {
      await stores.audit.append({
        at: clock.now(),
        actor: `invite:${inviteId}`,
        act: 'key-registered',
        subject: inviteId,
        detail: await fingerprintOf(key),
      });
      return stores.people.useInvite(inviteId, secretHash, key, clock.now());
    });
    if (used === 'closed') return refuse('invite-closed');
    bus.publish('clerk', null);
    return { kind: 'ok', key, fingerprint: await fingerprintOf(key) };
  }
}
