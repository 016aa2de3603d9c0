import type { HubToGateway } from '@porchlight/contract';
import type { CameraId, Clock, EpochMs, GatewayId, OwnerId } from '@porchlight/domain';
import type { FollowedLog } from '@porchlight/gate';
import { cameraConsent, TEST_NOW, type TestProgramme } from '@porchlight/testkit';
import type { ConsentBook } from '../src/consents/consent-book.ts';
import type { ConsentNews } from '../src/consents/consent-news.ts';
import { HubOrders } from '../src/gateway/hub-orders.ts';
import { LogKeeper } from '../src/log/log-keeper.ts';
import { LookKeeper } from '../src/looks/look-keeper.ts';
import { openNonceBook } from '../src/looks/nonce-book.ts';
import type { Outcomes } from '../src/looks/outcomes.ts';
import type { Permit } from '../src/looks/permit.ts';
import type { Casters } from '../src/pictures/casters.ts';
import type { LookRecord } from '../src/state/state-schemas.ts';
import type { TrustKeeper } from '../src/trust/trust-keeper.ts';

export const CAMERA = 'cam-1' as CameraId;
export const BOX = 'gw-1' as GatewayId;
export const CONSENT_HASH = 'C'.repeat(43);

/** A wall clock and a monotonic one that move only when told; milliseconds. */
export class SimulatedClock implements Clock {
  /** Since the start, true time. */
  elapsed = 0;
  /** How wrong the wall clock is. */
  skew = 0;
  now = (): EpochMs => (TEST_NOW + this.elapsed + this.skew) as EpochMs;
  monotonic = (): number => this.elapsed;
}

/**
 * The looks, log reading, nonces and order queue of a gateway, as they are, on a disk in memory; camera and sockets are
 * missing. `permits` are those that a stream was joined with, in order: pictures leave while one is live.
 */
export class SimulatedBox {
  readonly clock: SimulatedClock;
  readonly permits: Permit[] = [];
  readonly refused: string[] = [];
  /** What the box asked the hub for: the log from there on. */
  readonly asked: (number | null)[] = [];
  connected = true;
  pausedUntil: EpochMs | null = null;
  onJoin: (permit: Permit) => void = () => undefined;
  readonly #programme: TestProgramme;
  readonly #disk: { looks: LookRecord[]; log: FollowedLog | null } = { looks: [], log: null };
  #looks!: LookKeeper;
  #log!: LogKeeper;
  #orders!: HubOrders;

  constructor(programme: TestProgramme, clock: SimulatedClock) {
    this.#programme = programme;
    this.clock = clock;
    this.start();
  }

  /** Anew from what is on the disk; what ran before is gone. */
  start(): void {
    const { clock } = this;
    for (const permit of this.permits) permit.revoke();
    const trust = { current: this.#programme.trust, take: async () => false } as unknown as TrustKeeper;
    const disk = this.#disk;
    const document = {
      get value() {
        return disk.log;
      },
      replace: async (next: FollowedLog | null) => {
        disk.log = next;
      },
    };
    this.#log = new LogKeeper({
      document: document as never,
      trust: () => trust.current,
      clock,
      log: () => undefined,
      ask: (size) => this.asked.push(size),
    });
    const append = async (records: readonly LookRecord[]): Promise<void> => void disk.looks.push(...records);
    const nonces = openNonceBook({ log: { append } as never, records: [...disk.looks] }, clock);
    this.#looks = new LookKeeper({
      trust: () => trust.current,
      facts: (cameraId) => (cameraId === CAMERA ? this.#facts() : undefined),
      hasSub: () => true,
      nonces,
      outcomes: {
        report: ({ reasons }: { reasons: readonly string[] }) => this.refused.push(...reasons),
      } as unknown as Outcomes,
      casters: {
        join: (permit: Permit) => {
          this.permits.push(permit);
          this.onJoin(permit);
        },
        leave: () => undefined,
        needH264: () => undefined,
        viewers: () => 0,
      } as unknown as Casters,
      clock,
      log: this.#log,
      obstacle: () => (this.connected ? undefined : 'hub-lost'),
    });
    this.#orders = new HubOrders({
      trust,
      looks: this.#looks,
      publicLog: this.#log,
      book: {
        pause: async (_: OwnerId, __: unknown, until: EpochMs | null) => {
          this.pausedUntil = until ?? Number.POSITIVE_INFINITY;
        },
      } as unknown as ConsentBook,
      news: {} as ConsentNews,
      camerasOf: () => [CAMERA],
      clock,
      log: () => undefined,
      onTrust: () => undefined,
      onEntry: async () => undefined,
      onFlood: () => undefined,
    });
    this.#log.ask();
  }

  receive(message: HubToGateway): void {
    this.#orders.receive(message);
  }

  /** Resolves when everything received was acted on, openings included. */
  async settle(): Promise<void> {
    await this.#orders.idle();
    for (let turn = 0; turn < 3; turn++) await new Promise((done) => setImmediate(done));
  }

  lose(): void {
    this.connected = false;
    this.#looks.end(() => true, 'hub-lost');
  }

  connect(): void {
    this.connected = true;
    this.#log.ask();
  }

  /** What the gateway does once a second. */
  tick(): void {
    this.#looks.rejudge();
    this.#log.tick();
  }

  get live(): readonly Permit[] {
    return this.permits.filter((permit) => permit.live);
  }

  close(): void {
    this.#looks.end(() => true, 'gateway-stopped');
  }

  #facts() {
    const camera = cameraConsent({ cameraId: CAMERA, gatewayId: BOX });
    return {
      cameraId: CAMERA,
      gatewayId: BOX,
      consent: { camera, hash: CONSENT_HASH },
      pausedUntil: this.pausedUntil,
    };
  }
}
