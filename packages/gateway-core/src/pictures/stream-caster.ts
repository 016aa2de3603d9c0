import type { StreamName } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import type { AccessUnit } from '@porchlight/media';
import type { Permit } from '../looks/permit.ts';
import type { Random } from '../ports.ts';
import { HeldUnits } from './held-units.ts';
import { createKeyEpoch, type KeyEpoch } from './key-epoch.ts';
import type { PictureUplink, Sent } from './picture-uplink.ts';

/** Where the units of one stream of one camera come from. */
export interface UnitSource {
  subscribe(onUnit: (unit: AccessUnit) => void): () => void;
  /** Units since the newest key unit, the newest included; empty when there are none. */
  newestGop(): readonly AccessUnit[];
}

export interface CasterPorts {
  readonly uplink: PictureUplink;
  readonly keyIds: () => number;
  readonly random: Random;
  readonly clock: Clock;
  /** A key epoch could not be made: its viewers get nothing, and this says why. */
  readonly onFault: (fault: unknown) => void;
}

/** One viewing; a viewer who leaves and comes back is a newcomer again. */
interface Member {
  readonly permit: Permit;
}

/** A shared epoch ready to take over, and for each newcomer an epoch of their own for the pictures that went before. */
interface Prepared {
  readonly members: ReadonlySet<Member>;
  readonly shared: KeyEpoch;
  readonly own: ReadonlyMap<Member, KeyEpoch>;
}

/**
 * Sends one stream of one camera to its viewers under one key epoch per set of viewers. Any join or leave makes a new epoch,
 * used from the next access unit on; nothing is ever sealed under a key that somebody who left has held. A newcomer
 * first gets the newest group of pictures under a key of their own.
 */
export class StreamCaster {
  readonly #stream: StreamName;
  readonly #source: UnitSource;
  readonly #ports: CasterPorts;
  readonly #members = new Map<Permit, Member>();
  /** Between losing an epoch to a leave and having the next: units wait here, in order. */
  readonly #held = new HeldUnits();
  #current: { readonly members: ReadonlySet<Member>; readonly epoch: KeyEpoch } | undefined;
  #preparing = false;
  #unsubscribe: (() => void) | undefined;

  constructor(stream: StreamName, source: UnitSource, ports: CasterPorts) {
    this.#stream = stream;
    this.#source = source;
    this.#ports = ports;
  }

  get viewers(): number {
    return this.#members.size;
  }

  join(permit: Permit): void {
    if (this.#members.has(permit)) return;
    this.#members.set(permit, { permit });
    this.#reconcile();
  }

  /** From this moment nothing is sealed that this viewer could open. */
  leave(permit: Permit): void {
    if (!this.#members.delete(permit)) return;
    this.#dropStaleEpoch();
    this.#reconcile();
  }

  close(): void {
    this.#members.clear();
    this.#dropStaleEpoch();
    this.#reconcile();
  }

  #isMember(member: Member): boolean {
    return this.#members.get(member.permit) === member;
  }

  #dropStaleEpoch(): void {
    if (this.#current && ![...this.#current.members].every((m) => this.#isMember(m)))
      this.#current = undefined;
  }

  #reconcile(): void {
    if (this.#members.size === 0) {
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
      this.#held.clear();
      return;
    }
    this.#unsubscribe ??= this.#source.subscribe((unit) => this.#onUnit(unit));
    if (this.#preparing || this.#current?.members.size === this.#members.size) return;
    this.#preparing = true;
    void this.#prepare(new Set(this.#members.values()))
      .then((prepared) => this.#adopt(prepared))
      .catch((fault: unknown) => {
        this.#members.clear();
        this.#dropStaleEpoch();
        this.#ports.onFault(fault);
      })
      .finally(() => {
        this.#preparing = false;
        this.#reconcile();
      });
  }

  async #prepare(members: ReadonlySet<Member>): Promise<Prepared> {
    const known = this.#current?.members;
    const newcomers = [...members].filter((member) => !known?.has(member));
    const [shared, ...own] = await Promise.all([
      this.#epoch([...members], (permit) => permit.channels[this.#stream]),
      ...newcomers.map((member) => this.#epoch([member], (permit) => permit.channels.own)),
    ]);
    return { members, shared, own: new Map(newcomers.map((m, i) => [m, own[i] as KeyEpoch])) };
  }

  #epoch(members: readonly Member[], channel: (permit: Permit) => number): Promise<KeyEpoch> {
    const permits = members.map((member) => member.permit);
    const plan = {
      permits,
      stream: this.#stream,
      channel: channel(permits[0] as Permit),
      kid: this.#ports.keyIds(),
      nowUs: Math.round(this.#ports.clock.now() * 1000),
    };
    return createKeyEpoch(plan, this.#ports.random);
  }

  /** One synchronous step, so that no unit falls between a newcomer's catch-up and the shared epoch. */
  #adopt({ members, shared, own }: Prepared): void {
    if (![...members].every((member) => this.#isMember(member))) return;
    const { uplink } = this.#ports;
    for (const [{ permit }, epoch] of own) {
      for (const { message } of epoch.keys) uplink.sendKey(permit, message);
      const before = this.#source.newestGop().filter((unit) => !this.#held.has(unit));
      for (const unit of before)
        uplink.sendPicture(epoch, {
          unit,
          stream: this.#stream,
          channel: permit.channels.own,
          catchUp: true,
        });
    }
    for (const { permit, message } of shared.keys) uplink.sendKey(permit, message);
    this.#current = { members, epoch: shared };
    // A key unit that came meanwhile began a new group: a newcomer has nothing to decode the end of the old one with.
    const [start] = own.size > 0 ? this.#source.newestGop() : [];
    for (const unit of this.#held.take(start)) this.#onUnit(unit);
  }

  #onUnit(unit: AccessUnit): void {
    if (this.#current && this.#cast(this.#current.epoch, unit) !== 'withheld') return;
    // A permit ended before its look was cleared away: those who stay get a new epoch without it.
    for (const permit of this.#members.keys()) if (!permit.live) this.#members.delete(permit);
    this.#dropStaleEpoch();
    if (this.#members.size > 0) this.#held.push(unit);
    this.#reconcile();
  }

  #cast(epoch: KeyEpoch, unit: AccessUnit): Sent {
    const channel = epoch.permits[0]?.channels[this.#stream];
    if (channel === undefined) return 'withheld';
    return this.#ports.uplink.sendPicture(epoch, { unit, stream: this.#stream, channel, catchUp: false });
  }
}
