import { randomUUID } from 'node:crypto';
import type { ClipSource } from '../clip-source.ts';
import { type ClipSender, startClipSender } from './clip-sender.ts';
import type { RingDevice, RingLimits } from './ring-account.ts';

export type StartedSession =
  | { readonly kind: 'started'; readonly id: string; readonly answer: string }
  | { readonly kind: 'conflict' | 'bad-offer' };

interface Session {
  readonly device: RingDevice;
  readonly sender: ClipSender;
  readonly timer: NodeJS.Timeout;
}

/** Live sessions of the simulated devices: a mains device has two at most, a battery one a single one, each until its limit. */
export class LiveSessions {
  readonly #limits: RingLimits;
  readonly #clips: ReadonlyMap<string, ClipSource>;
  readonly #now: () => number;
  readonly #open = new Map<string, Session>();
  /** Offers being answered count as sessions. */
  readonly #starting = new Map<string, number>();
  /** Sessions opened so far, for tests. */
  opened = 0;

  constructor(limits: RingLimits, clips: ReadonlyMap<string, ClipSource>, now: () => number) {
    this.#limits = limits;
    this.#clips = clips;
    this.#now = now;
  }

  /** Ids of the devices with a session, one for each session. */
  get running(): readonly string[] {
    return [...this.#open.values()].map(({ device }) => device.id);
  }

  async start(device: RingDevice, offer: string): Promise<StartedSession> {
    const clip = this.#clips.get(device.mount);
    if (clip === undefined) throw new RangeError(`no clip at ${device.mount}`);
    const starting = this.#starting.get(device.id) ?? 0;
    const running = this.running.filter((id) => id === device.id).length + starting;
    if (running >= (device.power === 'battery' ? 1 : 2)) return { kind: 'conflict' };
    if (!/^m=video /m.test(offer) || /^m=audio /m.test(offer) || !/^a=recvonly\r?$/m.test(offer))
      return { kind: 'bad-offer' };
    this.#starting.set(device.id, starting + 1);
    try {
      const sender = await startClipSender(offer, clip, this.#now);
      const id = randomUUID();
      const limit = device.power === 'battery' ? this.#limits.batteryMs : this.#limits.mainsMs;
      const timer = setTimeout(() => this.end(id), limit);
      this.#open.set(id, { device, sender, timer });
      this.opened += 1;
      return { kind: 'started', id, answer: sender.answer };
    } catch {
      return { kind: 'bad-offer' };
    } finally {
      this.#starting.set(device.id, (this.#starting.get(device.id) ?? 1) - 1);
    }
  }

  /** False when there is no such session. */
  end(id: string): boolean {
    const session = this.#open.get(id);
    if (session === undefined) return false;
    clearTimeout(session.timer);
    session.sender.close();
    return this.#open.delete(id);
  }

  endWhere(matches: (device: RingDevice) => boolean): void {
    for (const [id, { device }] of [...this.#open]) if (matches(device)) this.end(id);
  }
}
