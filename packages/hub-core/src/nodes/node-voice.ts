import type { NodeMessage } from '@porchlight/contract';
import type { GatewayId, RequestId } from '@porchlight/domain';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayDesk } from '../gateways/gateway-desk.ts';
import type { LookDesk } from '../looks/look-desk.ts';
import type { OwnerClosed } from '../owners/owner-desk.ts';
import type { NodeNet } from './node-net.ts';

export interface NodeVoiceParts {
  readonly net: Pick<NodeNet, 'linked' | 'send'>;
  readonly bus: AreaBus;
  readonly looks: LookDesk;
  readonly gateways: GatewayDesk;
}

/** What this hub tells the others without being asked: its looks, its gateways, which pages have changed, what an owner closed. */
export class NodeVoice {
  readonly #parts: NodeVoiceParts;
  #quiet = false;

  constructor(parts: NodeVoiceParts) {
    this.#parts = parts;
    parts.bus.subscribe('console', (event) => {
      if (event.t === 'look') this.#look(event.look.requestId);
    });
    parts.bus.subscribe('owner', (ownerId) => this.#all({ t: 'page', ownerId }));
    parts.bus.subscribe('clerk', () => this.#all({ t: 'page', ownerId: null }));
  }

  /** Everything that a hub which has just come must know. */
  greet(nodeId: string): void {
    const { net, gateways, looks } = this.#parts;
    net.send(nodeId, { t: 'gateways', online: [...gateways.online] });
    for (const look of looks.views()) this.#look(look.requestId, [nodeId]);
  }

  closed({ ownerId, stop, cameraIds, requestId }: OwnerClosed): void {
    this.#all({
      t: 'owner-closed',
      ownerId,
      stop,
      ...(cameraIds && { cameraIds: [...cameraIds] }),
      ...(requestId && { requestId }),
    });
  }

  /** Hands on to this hub's screens what another hub told: it goes no further. */
  quietly(act: () => void): void {
    this.#quiet = true;
    try {
      act();
    } finally {
      this.#quiet = false;
    }
  }

  #look(requestId: RequestId, to = this.#parts.net.linked()): void {
    const look = this.#quiet ? undefined : this.#parts.looks.recent(requestId);
    if (look === undefined) return;
    const places = [...look.cameras.values()].map(({ cameraId, gatewayId }): [typeof cameraId, GatewayId] => [
      cameraId,
      gatewayId,
    ]);
    const message: NodeMessage = { t: 'look', look: look.view(), owners: look.owners(), places };
    for (const nodeId of to) this.#parts.net.send(nodeId, message);
  }

  #all(message: NodeMessage): void {
    if (this.#quiet) return;
    for (const nodeId of this.#parts.net.linked()) this.#parts.net.send(nodeId, message);
  }
}
