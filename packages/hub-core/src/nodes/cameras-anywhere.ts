import type { CameraId, GatewayId, RequestId } from '@porchlight/domain';
import type { CameraAsk, CameraOpener } from '../looks/camera-opener.ts';
import type { GatewayMap } from './node-map.ts';
import type { NodeNet } from './node-net.ts';

/** Cameras of gateways connected here or to another hub: that one gives out the channels and passes the pictures on. */
export class CamerasAnywhere implements CameraOpener {
  readonly #here: CameraOpener;
  readonly #map: GatewayMap;
  readonly #net: NodeNet;

  constructor(here: CameraOpener, map: GatewayMap, net: NodeNet) {
    this.#here = here;
    this.#map = map;
    this.#net = net;
  }

  async ask(ask: CameraAsk): Promise<boolean> {
    const { requestId, gatewayId, request, incidents, cameras, logged } = ask;
    const nodeId = this.#map.nodeOf(gatewayId);
    if (nodeId === undefined) return this.#here.ask(ask);
    return this.#net.send(nodeId, {
      t: 'ask',
      requestId,
      gatewayId,
      request,
      incidents: [...incidents],
      cameras: [...cameras],
      logged: {
        leaf: logged.leaf.index,
        incident: logged.incident.index,
        cameras: [...logged.cameras],
      },
    });
  }

  close(requestId: RequestId, cameraId: CameraId, gatewayId: GatewayId): void {
    this.#here.close(requestId, cameraId, gatewayId);
    const nodeId = this.#map.nodeOf(gatewayId);
    if (nodeId !== undefined) this.#net.send(nodeId, { t: 'close-seat', requestId, cameraId });
  }
}
