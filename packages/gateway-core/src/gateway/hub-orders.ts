import type { HubToGateway } from '@porchlight/contract';
import type { CameraId, Clock, OwnerId, RequestId } from '@porchlight/domain';
import type { Leaf } from '@porchlight/statements/leaf';
import type { ConsentBook } from '../consents/consent-book.ts';
import type { ConsentNews } from '../consents/consent-news.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import type { LookKeeper } from '../looks/look-keeper.ts';
import type { GatewayLog } from '../ports.ts';
import type { TrustKeeper } from '../trust/trust-keeper.ts';
import { SerialQueue } from './serial-queue.ts';

export interface OrderPorts {
  readonly trust: TrustKeeper;
  readonly book: ConsentBook;
  readonly news: ConsentNews;
  readonly looks: LookKeeper;
  readonly publicLog: LogKeeper;
  readonly camerasOf: (ownerId: OwnerId) => readonly CameraId[];
  readonly clock: Clock;
  readonly log: GatewayLog;
  /** The trust has changed, and the looks were judged by it. */
  readonly onTrust: () => void;
  /** An entry of the public log, as it was read. */
  readonly onEntry: (leaf: Leaf) => Promise<void>;
  /** More messages arrive than can be judged: give the connection up. */
  readonly onFlood: () => void;
}

const MAX_WAITING = 2000;

/** What anyone may do without a signature, because it only closes. */
const CLOSING = ['owner-stop', 'owner-pause', 'owner-withdraw', 'look-end'] as const;
type Closing = Extract<HubToGateway, { t: (typeof CLOSING)[number] }>;
/** What has to be judged first. */
const OPENING = ['trust', 'consent', 'look', 'incident', 'want', 'log-start', 'log'] as const;
type Opening = Extract<HubToGateway, { t: (typeof OPENING)[number] }>;

const isClosing = (message: HubToGateway): message is Closing =>
  (CLOSING as readonly string[]).includes(message.t);
const isOpening = (message: HubToGateway): message is Opening =>
  (OPENING as readonly string[]).includes(message.t);

/**
 * Acts on the hub's messages. What closes takes effect before the call returns; what has signatures to check waits its turn,
 * in the order of arrival.
 */
export class HubOrders {
  readonly #ports: OrderPorts;
  readonly #queue: SerialQueue;

  constructor(ports: OrderPorts) {
    this.#ports = ports;
    this.#queue = new SerialQueue(MAX_WAITING, (error) => ports.log('fault', { error }));
  }

  receive(message: HubToGateway): void {
    if (isClosing(message)) this.#close(message);
    else if (isOpening(message)) {
      const heardAt = this.#ports.clock.monotonic();
      if (!this.#queue.add(() => this.#judge(message, heardAt))) this.#ports.onFlood();
    }
  }

  /** Resolves when every message received so far was acted on. */
  async idle(): Promise<void> {
    await this.#queue.idle();
  }

  /** Looks are judged by the newer trust; a root may name another log. */
  trustChanged(): void {
    const { looks, publicLog, onTrust } = this.#ports;
    if (publicLog.rootChanged()) publicLog.ask();
    looks.trustChanged();
    onTrust();
  }

  #close(message: Closing): void {
    const { book, looks, log } = this.#ports;
    const kept = (write: Promise<void>): void => {
      write.catch((error: unknown) => log('fault', { error }));
    };
    if (message.t === 'look-end') {
      looks.finish(message.requestId, message.cause);
      return;
    }
    const own = this.#ports.camerasOf(message.ownerId);
    const cameraIds =
      message.cameraIds.length === 0 ? own : message.cameraIds.filter((id) => own.includes(id));
    log('owner-act', { act: message.t, ownerId: message.ownerId, cameras: cameraIds.length });
    if (message.t === 'owner-stop') stop(looks, cameraIds, message.requestId);
    else if (message.t === 'owner-pause') kept(book.pause(message.ownerId, cameraIds, message.until));
    else kept(book.withdraw(message.ownerId, cameraIds, message.version));
    looks.rejudge();
  }

  async #judge(message: Opening, heardAt: number): Promise<void> {
    const { trust, book, news, looks, publicLog } = this.#ports;
    switch (message.t) {
      case 'trust':
        if (!(await trust.take(message))) return;
        this.trustChanged();
        return;
      case 'consent': {
        if (trust.current === null) return;
        news.tell(await book.take(message.envelope, trust.current));
        looks.rejudge();
        return;
      }
      case 'look':
        // The nonce is written outside the queue: a slow disk must not hold up a close.
        await looks.open(message, heardAt);
        return;
      case 'log-start':
      case 'log':
        for (const leaf of await publicLog.take(message)) await this.#ports.onEntry(leaf);
        // Also when it was refused: a hub that shows a false log stops its looks.
        looks.logChanged();
        return;
      case 'incident':
        return looks.incident(message.envelope);
      case 'want':
        looks.want(message.requestId, message.cameraId, message);
    }
  }
}

function stop(looks: LookKeeper, cameraIds: readonly CameraId[], only: RequestId | undefined): void {
  looks.end(
    (requestId, cameraId) => cameraIds.includes(cameraId) && (only === undefined || only === requestId),
    'owner-stop',
  );
}
