import { AsyncResource } from 'node:async_hooks';
import type { Clock, OwnerId } from '@porchlight/domain';
import type { GatewayLog } from '../ports.ts';
import type { RingFailure, RingResult } from './ring-api.ts';
import type { RingSettings } from './ring-settings.ts';
import { type ReadWebhook, type RingEvent, WebhookReader } from './ring-webhook.ts';
import { type Unclaimed, UnclaimedTokens } from './unclaimed.ts';

/** One gateway's part in Ring, as the process that runs it knows it. */
export interface RingMember {
  exchange(code: string): Promise<RingResult<Omit<Unclaimed, 'at'>>>;
  /** What closes is in force when this returns. */
  heard(event: RingEvent): void;
  /** The owner whose link this account is. */
  holderOf(accountId: string): OwnerId | undefined;
}

/** Codes exchanged at a time: each costs requests to Ring, and anybody can send one. */
const MAX_EXCHANGES = 4;

/**
 * What a process has of Ring once, however many gateways it runs: the city's settings, what Ring's servers send, and tokens that
 * no owner has claimed yet. Who linked which account stays with each gateway.
 */
export class RingPartner {
  readonly settings: RingSettings;
  readonly unclaimed: UnclaimedTokens;
  readonly #webhooks: WebhookReader;
  readonly #log: GatewayLog;
  readonly #members = new Set<RingMember>();
  #exchanges = 0;

  constructor(settings: RingSettings, { clock, log }: { readonly clock: Clock; readonly log: GatewayLog }) {
    this.settings = settings;
    this.unclaimed = new UnclaimedTokens(settings.hmacKey, () => clock.now());
    this.#webhooks = new WebhookReader(settings.hmacKey);
    this.#log = log;
  }

  /** From now on the member is asked and told, as the work of whoever calls this; until the function returned is called. */
  join(member: RingMember): () => void {
    const bound: RingMember = {
      exchange: AsyncResource.bind((code: string) => member.exchange(code)),
      heard: AsyncResource.bind((event: RingEvent) => member.heard(event)),
      holderOf: (accountId) => member.holderOf(accountId),
    };
    this.#members.add(bound);
    return () => void this.#members.delete(bound);
  }

  /** The owner, of whichever gateway here, whose link this account is: an account is linked once. */
  holderOf(accountId: string): OwnerId | undefined {
    for (const member of this.#members) {
      const holder = member.holderOf(accountId);
      if (holder !== undefined) return holder;
    }
    return undefined;
  }

  /** Ring's call to the city's token exchange address. False: it should try again later. */
  async takeCode(code: string): Promise<boolean> {
    const [member] = this.#members;
    if (member === undefined || this.#exchanges >= MAX_EXCHANGES) return false;
    this.#exchanges += 1;
    try {
      const taken = await member.exchange(code);
      if (taken.kind === 'ok') this.unclaimed.add(taken.value.accountId, taken.value.tokens);
      else this.#refused({ what: 'code', code: taken.code });
      return taken.kind === 'ok';
    } finally {
      this.#exchanges -= 1;
    }
  }

  /** Ring's call to the city's webhook address. What it closes is in force when this returns. */
  takeWebhook(body: Buffer, signature: string | undefined): ReadWebhook {
    const read = this.#webhooks.read(body, signature);
    if (read.kind === 'event') for (const member of this.#members) this.#tell(member, read.event);
    else if (read.kind === 'refused') this.#refused({ what: 'webhook', status: read.status });
    return read;
  }

  /** One gateway's fault keeps the event from no other. */
  #tell(member: RingMember, event: RingEvent): void {
    try {
      member.heard(event);
    } catch (error) {
      this.#log('fault', { error });
    }
  }

  #refused(fields: { what: string; code?: RingFailure['code']; status?: number }): void {
    this.#log('ring-refused', fields);
  }
}
