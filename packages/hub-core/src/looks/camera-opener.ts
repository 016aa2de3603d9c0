import type { CameraId, GatewayId, RequestId } from '@porchlight/domain';
import type { Envelope } from '@porchlight/statements';
import type { GatewayPost } from '../gateways/post.ts';
import type { LogFeed } from '../leaves/log-feed.ts';
import type { LoggedRequest, RequestLeaves } from '../leaves/request-leaves.ts';
import type { Relay } from '../relay/relay.ts';

/** Cameras of one gateway, for a look that is kept and stands in the log. */
export interface CameraAsk {
  readonly requestId: RequestId;
  readonly gatewayId: GatewayId;
  readonly request: Envelope;
  readonly incidents: readonly Envelope[];
  readonly cameras: readonly { readonly cameraId: CameraId; readonly hasSub: boolean }[];
  readonly logged: LoggedRequest;
  /** False once the look no longer wants the camera: then the gateway is not asked for it. */
  still(cameraId: CameraId): boolean;
}

/** The way from a look to its cameras. */
export interface CameraOpener {
  /** Seats are there when it returns; resolves once the gateway was asked. False: it could not be. */
  ask(ask: CameraAsk): Promise<boolean>;
  /** No more pictures of it; nothing happens when there were none. */
  close(requestId: RequestId, cameraId: CameraId, gatewayId: GatewayId): void;
}

/** Cameras of the gateways that are connected to this hub. */
export class CamerasHere implements CameraOpener {
  readonly #relay: Relay;
  readonly #feed: LogFeed;
  readonly #requests: RequestLeaves;
  readonly #post: GatewayPost;

  constructor(relay: Relay, feed: LogFeed, requests: RequestLeaves, post: GatewayPost) {
    this.#relay = relay;
    this.#feed = feed;
    this.#requests = requests;
    this.#post = post;
  }

  /** A gateway is asked once it was shown the log up to the request. */
  async ask({ requestId, gatewayId, request, incidents, logged, ...ask }: CameraAsk): Promise<boolean> {
    const seats = ask.cameras.map(({ cameraId, hasSub }) => ({
      cameraId,
      ...this.#relay.open(requestId, cameraId, gatewayId, hasSub),
    }));
    const size = await this.#feed.reached(gatewayId, logged.leaf.index);
    const cameraIds = seats.map(({ cameraId }) => cameraId);
    const evidence =
      size === undefined ? undefined : await this.#requests.evidence(logged, { gatewayId, cameraIds }, size);
    const cameras = seats.filter(({ cameraId }) => ask.still(cameraId));
    if (cameras.length === 0) return true;
    if (evidence === undefined) return false;
    return this.#post.send(gatewayId, { t: 'look', request, incidents: [...incidents], cameras, evidence });
  }

  close(requestId: RequestId, cameraId: CameraId): void {
    this.#relay.close(requestId, cameraId);
  }
}
