import { randomBytes } from 'node:crypto';
import type { HubToGateway } from '@porchlight/contract';
import type { EpochMs, IncidentId, OwnerId, RequestId } from '@porchlight/domain';
import { type Envelope, readStatement } from '@porchlight/statements';
import { incidentCloseLeaf } from '@porchlight/statements/leaf';
import { must, TEST_NOW, TestLog, type TestProgramme } from '@porchlight/testkit';
import { BOX, CAMERA, CONSENT_HASH, SimulatedBox, SimulatedClock } from './simulated-box.ts';

const SECOND = 1000;
const DAY = 86_400_000;
const STEPS = 30;
const MINUTES = 2;
/** From the end of all faults to a picture. */
export const ALIVE_WITHIN_S = 5;

interface Asked {
  readonly incidentId: string;
  readonly issuedAt: number;
}

interface Flying {
  readonly message: HubToGateway;
  /** Told to the oracle when the box receives it. */
  readonly heard: () => void;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). Not for secrets. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A box, a hub that loses, repeats and reorders what it sends, and clocks that jump by 400 days. What must hold is written
 * here again from the specification, and from what the box was told alone: at no moment may a permit be live otherwise.
 */
export class Simulation {
  readonly faults: string[] = [];
  /** Looks that began. */
  opened = 0;
  readonly #random: () => number;
  readonly #clock = new SimulatedClock();
  readonly #box: SimulatedBox;
  readonly #log: TestLog;
  readonly #programme: TestProgramme;
  readonly #flying: Flying[] = [];
  readonly #incidents: { readonly id: string; readonly envelope: Envelope }[] = [];
  readonly #looks: HubToGateway[] = [];
  /** When the log told the close of an incident, by the elapsed time. */
  readonly #closedInLog = new Map<string, number>();
  readonly #asked = new Map<RequestId, Asked>();
  readonly #openedAt = new Map<RequestId, number>();
  // What the box was told.
  readonly #closed = new Set<string>();
  readonly #ended = new Set<RequestId>();
  #witnessed: number[] = [];
  #shown: number | undefined;

  constructor(programme: TestProgramme, seed: number) {
    this.#programme = programme;
    this.#random = seeded(seed);
    this.#log = new TestLog(programme.logKeys);
    this.#box = new SimulatedBox(programme, this.#clock);
    this.#box.onJoin = ({ requestId }) => {
      if (this.#openedAt.has(requestId)) this.faults.push(`${requestId} opened twice`);
      this.#openedAt.set(requestId, this.#clock.elapsed);
      this.opened += 1;
      this.#check('at the opening');
    };
  }

  /** Faults in a seeded order; then none, and an honest look must show. */
  async run(): Promise<void> {
    await this.#answerAsks();
    await this.#deliver(false);
    for (let step = 0; step < STEPS && this.faults.length === 0; step++) {
      await this.#act();
      this.#box.tick();
      this.#check(`after step ${step}`);
    }
    if (this.faults.length === 0) await this.#aliveAgain();
    this.#box.close();
  }

  async #act(): Promise<void> {
    const dice = this.#random();
    const box = this.#box;
    // Faults that stay would keep every later look shut.
    if (this.#random() < 0.3) this.#clock.skew = 0;
    if (this.#random() < 0.3 && !box.connected) box.connect();
    if (dice < 0.16) await this.#ask();
    else if (dice < 0.2) this.#replay();
    else if (dice < 0.46) await this.#deliver(true);
    else if (dice < 0.58) await this.#publish();
    else if (dice < 0.7) this.#clock.elapsed += (1 + Math.floor(this.#random() * 25)) * SECOND;
    else if (dice < 0.75) this.#clock.skew = [0, 400 * DAY, -400 * DAY][Math.floor(this.#random() * 3)] ?? 0;
    else if (dice < 0.8) await this.#closeIncident();
    else if (dice < 0.84) this.#stop();
    else if (dice < 0.88) this.#pause();
    else if (dice < 0.92) this.#end();
    else if (dice < 0.96) {
      if (box.connected) box.lose();
      else box.connect();
    } else this.#restart();
    await this.#answerAsks();
  }

  async #ask(): Promise<void> {
    const id = `inc-${this.#incidents.length + 1}`;
    const now = TEST_NOW + this.#clock.elapsed;
    const incidentId = id as IncidentId;
    const envelope = await this.#programme.incident({ incidentId, issuedAt: now as EpochMs });
    this.#incidents.push({ id, envelope });
    const requestId = randomBytes(16).toString('hex') as RequestId;
    const wish = { requestId, incidentId, issuedAt: now as EpochMs, minutes: MINUTES, follow: true };
    const request = await this.#programme.request(envelope, wish);
    const slots = [{ cameraId: CAMERA, gatewayId: BOX, consentHash: CONSENT_HASH }];
    const evidence = await this.#log.request(this.#programme.trust, request, [envelope], slots);
    this.#asked.set(requestId, { incidentId: id, issuedAt: now });
    const cameras = [{ cameraId: CAMERA, own: 1, main: 2, sub: 3 }];
    await this.#publish();
    const look: HubToGateway = { t: 'look', request, incidents: [envelope], cameras, evidence };
    this.#looks.push(look);
    this.#fly(look);
  }

  /** A hub that asks for an old look once more. */
  #replay(): void {
    const message = this.#pick(this.#looks);
    if (message !== undefined) this.#fly(message);
  }

  async #publish(): Promise<void> {
    if (this.#shown === undefined) return;
    const at = TEST_NOW + this.#clock.elapsed;
    const part = await this.#log.part(this.#shown, at);
    this.#shown = this.#log.size;
    this.#fly({ t: 'log', ...part }, () => this.#witnessed.push(at));
  }

  async #answerAsks(): Promise<void> {
    for (const size of this.#box.asked.splice(0)) {
      const at = TEST_NOW + this.#clock.elapsed;
      const heard = () => void this.#witnessed.push(at);
      this.#shown = this.#log.size;
      if (size === null) this.#fly({ t: 'log-start', ...(await this.#log.start(at)) }, heard);
      else this.#fly({ t: 'log', ...(await this.#log.part(size, at)) }, heard);
    }
  }

  async #closeIncident(): Promise<void> {
    const chosen = this.#random() < 0.7 ? this.#incidents.at(-1) : this.#pick(this.#incidents);
    if (chosen === undefined || this.#closedInLog.has(chosen.id)) return;
    this.#closedInLog.set(chosen.id, this.#clock.elapsed);
    const issuedAt = (TEST_NOW + this.#clock.elapsed) as EpochMs;
    const incidentId = chosen.id as IncidentId;
    const closed = await this.#programme.incident({ incidentId, seq: 2, status: 'closed', issuedAt });
    const read = must(await readStatement('incident', closed));
    const first = await this.#log.incident(chosen.envelope);
    this.#log.append(await incidentCloseLeaf(read, first, randomBytes(32)));
    // A hub may tell the log alone.
    await this.#publish();
    if (this.#random() < 0.3)
      this.#fly({ t: 'incident', envelope: closed }, () => this.#heardClosed(chosen.id));
  }

  /** A statement tells the looks that run; whoever asks later is told by the log. */
  #heardClosed(incidentId: string): void {
    for (const permit of this.#box.live)
      if (this.#asked.get(permit.requestId)?.incidentId === incidentId) this.#closed.add(permit.requestId);
  }

  #stop(): void {
    this.#fly({ t: 'owner-stop', ownerId: 'owner-1' as OwnerId, cameraIds: [] } as HubToGateway, () => {
      for (const { requestId } of this.#box.live) this.#ended.add(requestId);
    });
  }

  #pause(): void {
    const until = (TEST_NOW + this.#clock.elapsed + 30 * SECOND) as EpochMs;
    this.#fly({ t: 'owner-pause', ownerId: 'owner-1' as OwnerId, cameraIds: [], until });
  }

  #end(): void {
    const all = [...this.#asked.keys()];
    const requestId = this.#random() < 0.5 ? all.at(-1) : this.#pick(all);
    if (requestId !== undefined)
      this.#fly({ t: 'look-end', requestId, cause: 'operator' } as unknown as HubToGateway, () =>
        this.#ended.add(requestId),
      );
    this.#replay();
  }

  #restart(): void {
    // That a look is over which never opened is the hub's unsigned word, and a box keeps that in memory alone.
    this.#ended.clear();
    for (const requestId of this.#openedAt.keys()) this.#ended.add(requestId);
    this.#flying.length = 0;
    this.#box.start();
    for (const message of this.#looks.slice(-2)) this.#fly(message);
  }

  #fly(message: HubToGateway, heard: () => void = () => undefined): void {
    this.#flying.push({ message, heard });
  }

  /** Some of what is on its way: lost, repeated or in another order, where `badly`. */
  async #deliver(badly: boolean): Promise<void> {
    for (let count = badly ? 1 + Math.floor(this.#random() * 3) : this.#flying.length; count > 0; count--) {
      const at = badly && this.#random() < 0.3 ? Math.floor(this.#random() * this.#flying.length) : 0;
      const [flying] = this.#flying.splice(at, 1);
      if (flying === undefined || (badly && this.#random() < 0.1)) continue;
      if (badly && this.#random() < 0.1) this.#flying.push(flying);
      if (!this.#box.connected) continue;
      flying.heard();
      this.#box.receive(flying.message);
    }
    await this.#box.settle();
  }

  #check(when: string): void {
    const now = this.#clock.now();
    const closedAt = ({ incidentId }: Asked): number => this.#closedInLog.get(incidentId) ?? Number.NaN;
    for (const { requestId } of this.#box.live) {
      const asked = this.#asked.get(requestId);
      const openedAt = this.#openedAt.get(requestId) ?? 0;
      const wrong = [
        !asked && 'nobody asked for it',
        asked && now >= asked.issuedAt + MINUTES * 60 * SECOND && 'its time is over',
        asked && now < asked.issuedAt - 120 * SECOND && 'it is from the future',
        this.#clock.elapsed - openedAt > MINUTES * 60 * SECOND && 'it ran longer than its minutes',
        !this.#box.connected && 'the hub is lost',
        this.#box.pausedUntil !== null && now < this.#box.pausedUntil && 'its owner paused',
        asked && this.#clock.elapsed - closedAt(asked) > 61 * SECOND && 'the log closed it a minute ago',
        this.#closed.has(requestId) && 'dispatch closed its incident',
        this.#ended.has(requestId) && 'it was ended',
        !this.#witnessed.some((at) => now - at <= 61 * SECOND && at - now <= 120 * SECOND) &&
          'no witness vouches for the log of this minute',
      ].filter(Boolean);
      if (wrong.length > 0) this.faults.push(`${when}, ${requestId} is live though ${wrong.join(', ')}`);
    }
  }

  async #aliveAgain(): Promise<void> {
    this.#flying.length = 0;
    this.#clock.skew = 0;
    this.#clock.elapsed += 31 * SECOND;
    this.#box.pausedUntil = null;
    if (this.#box.connected) this.#box.lose();
    this.#clock.elapsed += SECOND;
    this.#box.connect();
    await this.#answerAsks();
    await this.#deliver(false);
    await this.#ask();
    const wanted = [...this.#asked.keys()].at(-1);
    for (let second = 0; second < ALIVE_WITHIN_S; second++) {
      await this.#answerAsks();
      await this.#deliver(false);
      this.#box.tick();
      this.#check('with no fault left');
      if (this.#box.live.some(({ requestId }) => requestId === wanted)) return;
      this.#clock.elapsed += SECOND;
    }
    this.faults.push(`no picture ${ALIVE_WITHIN_S} s after the last fault: ${this.#box.refused.slice(-4)}`);
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }
}
