import type { Clock, OwnerId } from '@porchlight/domain';
import type { GatewayLog } from '../ports.ts';
import type { Document } from '../state/document.ts';
import type { RingApi, RingResult } from './ring-api.ts';
import type { RingPartner } from './ring-partner.ts';
import type { RingLink } from './ring-schemas.ts';
import type { TokenVault } from './token-vault.ts';
import type { Unclaimed } from './unclaimed.ts';

export interface RingLinksParts {
  readonly api: RingApi;
  readonly partner: RingPartner;
  readonly vault: TokenVault;
  readonly document: Document<readonly RingLink[]>;
  readonly clock: Clock;
  readonly log: GatewayLog;
  /** Called in the moment in which a link is over; what ran on it ends before this returns. */
  readonly onOver: (ownerId: OwnerId) => void;
}

export type Finished =
  | { readonly kind: 'linked' }
  | { readonly kind: 'refused'; readonly why: 'no-match' | 'other-owner' | 'not-confirmed' };

/** Renewed this long before it expires. */
const EARLY_MS = 300_000;
/** A refresh token that is never used dies after about thirty days; once a day keeps it well away from that. */
const REFRESH_EVERY_MS = 24 * 3600 * 1000;

/** The owners' links to Ring: tokens in, access tokens out. A refresh token leaves this class towards Ring alone. */
export class RingLinks {
  readonly #parts: RingLinksParts;
  readonly #access = new Map<OwnerId, { readonly token: string; readonly until: number }>();
  readonly #refreshing = new Map<OwnerId, Promise<RingResult<string>>>();

  constructor(parts: RingLinksParts) {
    this.#parts = parts;
  }

  of(ownerId: OwnerId): RingLink | undefined {
    return this.#parts.document.value.find((link) => link.ownerId === ownerId);
  }

  /** The owner whose link this account is. */
  ownerOf(accountId: string): RingLink | undefined {
    return this.#parts.document.value.find((link) => link.accountId === accountId);
  }

  /** A code that Ring sent becomes tokens, and the account they are for. */
  async exchange(code: string): Promise<RingResult<Omit<Unclaimed, 'at'>>> {
    const { api } = this.#parts;
    const tokens = await api.exchange(code);
    if (tokens.kind !== 'ok') return tokens;
    const account = await api.account(tokens.value.accessToken);
    if (account.kind !== 'ok') return account;
    return { kind: 'ok', value: { accountId: account.value, tokens: tokens.value } };
  }

  /** The signed-in owner brought the nonce of Ring's redirect. On the disk before it is told as linked. */
  async finish(ownerId: OwnerId, nonce: string, time: number): Promise<Finished> {
    const { api, partner, clock, vault, document, log } = this.#parts;
    const claimed = partner.unclaimed.claim(nonce, time);
    if (claimed === undefined) return { kind: 'refused', why: 'no-match' };
    const { accountId, tokens } = claimed;
    const holder = partner.holderOf(accountId);
    if (holder !== undefined && holder !== ownerId) return { kind: 'refused', why: 'other-owner' };
    const confirmed = await api.confirm(tokens.accessToken, nonce, `owner …${ownerId.slice(-4)}`);
    if (confirmed.kind !== 'ok') return { kind: 'refused', why: 'not-confirmed' };
    const now = clock.now();
    const link: RingLink = {
      ownerId,
      accountId,
      refreshToken: vault.encrypt(tokens.refreshToken, accountId),
      linkedAt: now,
      refreshedAt: now,
    };
    await document.update((links) => [...links.filter((each) => each.ownerId !== ownerId), link]);
    this.#access.set(ownerId, { token: tokens.accessToken, until: now + tokens.expiresInMs });
    log('owner-act', { act: 'ring-linked', ownerId });
    return { kind: 'linked' };
  }

  /** `renew`: the last one was refused by the service. A refusal for good ends the link before this resolves. */
  async accessToken(ownerId: OwnerId, renew = false): Promise<RingResult<string>> {
    const held = this.#access.get(ownerId);
    if (!renew && held && this.#parts.clock.now() < held.until - EARLY_MS)
      return { kind: 'ok', value: held.token };
    const running = this.#refreshing.get(ownerId);
    if (running) return running;
    const mine = this.#refresh(ownerId).finally(() => this.#refreshing.delete(ownerId));
    this.#refreshing.set(ownerId, mine);
    return mine;
  }

  /** In force when it returns, on the disk when it resolves: tokens forgotten, everything that ran on them ended. */
  async end(ownerId: OwnerId, why: 'owner' | 'ring' | 'expired'): Promise<void> {
    const link = this.of(ownerId);
    if (link === undefined) return;
    this.#access.delete(ownerId);
    this.#parts.partner.unclaimed.drop(link.accountId);
    const written = this.#parts.document.update((links) => links.filter((each) => each.ownerId !== ownerId));
    this.#parts.onOver(ownerId);
    this.#parts.log('owner-act', { act: 'ring-ended', ownerId, why });
    await written;
  }

  /** Called now and then: keeps refresh tokens from dying of disuse. */
  async refreshOld(): Promise<void> {
    const now = this.#parts.clock.now();
    for (const { ownerId, refreshedAt } of this.#parts.document.value)
      if (now - refreshedAt > REFRESH_EVERY_MS) await this.accessToken(ownerId, true);
  }

  async #refresh(ownerId: OwnerId): Promise<RingResult<string>> {
    const { api, vault, document, clock } = this.#parts;
    const link = this.of(ownerId);
    if (link === undefined) return { kind: 'failed', code: 'invalid-grant' };
    const refreshToken = vault.decrypt(link.refreshToken, link.accountId);
    const tokens = refreshToken === undefined ? undefined : await api.refresh(refreshToken);
    if (tokens === undefined || (tokens.kind === 'failed' && tokens.code === 'invalid-grant')) {
      if (this.of(ownerId)?.linkedAt === link.linkedAt) await this.end(ownerId, 'expired');
      return { kind: 'failed', code: 'invalid-grant' };
    }
    if (tokens.kind !== 'ok') return tokens;
    const now = clock.now();
    const sealed = vault.encrypt(tokens.value.refreshToken, link.accountId);
    // Each refresh token works once: the new one is on the disk before anything else happens with it.
    await document.update((links) =>
      links.map((each) =>
        each.ownerId === ownerId && each.linkedAt === link.linkedAt
          ? { ...each, refreshToken: sealed, refreshedAt: now }
          : each,
      ),
    );
    if (this.of(ownerId)?.linkedAt !== link.linkedAt) return { kind: 'failed', code: 'invalid-grant' };
    this.#access.set(ownerId, { token: tokens.value.accessToken, until: now + tokens.value.expiresInMs });
    return { kind: 'ok', value: tokens.value.accessToken };
  }
}
