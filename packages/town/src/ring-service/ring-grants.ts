import { createHmac, randomBytes } from 'node:crypto';
import type { RingAccount, RingLimits, RingPartner } from './ring-account.ts';

const CODE_LIFE_MS = 60_000;
const NONCE_LIFE_MS = 600_000;

export interface Grant {
  readonly account: RingAccount;
  /** Devices the person shared. */
  readonly deviceIds: ReadonlySet<string>;
  status: 'pending' | 'awaiting' | 'completed';
  accountIdentifier: string | undefined;
  refreshToken: string;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
  readonly token_type: 'Bearer';
}

/** What people allowed, and the codes and tokens that stand for it. */
export class RingGrants {
  readonly #partner: RingPartner;
  readonly #limits: RingLimits;
  readonly #now: () => number;
  readonly #codes = new Map<string, { readonly grant: Grant; readonly until: number }>();
  readonly #access = new Map<string, { readonly grant: Grant; readonly until: number }>();
  readonly #grants = new Map<string, Grant>();

  constructor(partner: RingPartner, limits: RingLimits, now: () => number) {
    this.#partner = partner;
    this.#limits = limits;
    this.#now = now;
  }

  of(accountId: string): Grant | undefined {
    return this.#grants.get(accountId);
  }

  /** The person allowed these devices: a code for one exchange within a minute. Replaces what was allowed before. */
  allow(account: RingAccount, deviceIds: readonly string[]): string {
    this.revoke(account.id);
    const grant: Grant = {
      account,
      deviceIds: new Set(deviceIds),
      status: 'pending',
      accountIdentifier: undefined,
      refreshToken: '',
    };
    this.#grants.set(account.id, grant);
    const code = randomBytes(24).toString('base64url');
    this.#codes.set(code, { grant, until: this.#now() + CODE_LIFE_MS });
    return code;
  }

  exchange(code: string): TokenAnswer | undefined {
    const held = this.#codes.get(code);
    this.#codes.delete(code);
    return held && held.until > this.#now() ? this.#issue(held.grant) : undefined;
  }

  /** Each refresh token works once. */
  refresh(token: string): TokenAnswer | undefined {
    const grant = [...this.#grants.values()].find((each) => token !== '' && each.refreshToken === token);
    return grant && this.#issue(grant);
  }

  /** The grant behind an access token, undefined when it is unknown, expired or revoked. */
  bearer(header: string | undefined): Grant | undefined {
    const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
    const held = token === undefined ? undefined : this.#access.get(token);
    return held && held.until > this.#now() && this.#grants.get(held.grant.account.id) === held.grant
      ? held.grant
      : undefined;
  }

  /** Takes every token of the account back. */
  revoke(accountId: string): boolean {
    for (const [token, { grant }] of this.#access)
      if (grant.account.id === accountId) this.#access.delete(token);
    return this.#grants.delete(accountId);
  }

  /** HMAC-SHA-256 of `time:account`, base64url without padding: what the redirect to the partner carries. */
  nonce(accountId: string, time: number): string {
    return createHmac('sha256', this.#partner.hmacKey).update(`${time}:${accountId}`).digest('base64url');
  }

  /** Whether a nonce was made for this account within the last ten minutes. */
  nonceHolds(accountId: string, nonce: string, times: readonly number[]): boolean {
    const now = this.#now();
    return times.some((time) => now - time < NONCE_LIFE_MS && this.nonce(accountId, time) === nonce);
  }

  #issue(grant: Grant): TokenAnswer {
    grant.refreshToken = randomBytes(32).toString('base64url');
    const access = randomBytes(32).toString('base64url');
    this.#access.set(access, { grant, until: this.#now() + this.#limits.accessTokenS * 1000 });
    return {
      access_token: access,
      refresh_token: grant.refreshToken,
      scope: 'devices media',
      expires_in: this.#limits.accessTokenS,
      token_type: 'Bearer',
    };
  }
}
