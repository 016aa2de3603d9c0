import type { GatewayId } from '@porchlight/domain';
import { readStatement } from '@porchlight/statements';
import type { GatewayListener } from '../gateways/gateway-desk.ts';
import type { GatewayLink, GatewayMessage } from '../gateways/gateway-link.ts';
import type { GuestLooks } from './guest-looks.ts';
import type { NodeNet } from './node-net.ts';

/** What this hub's gateways say, where other hubs wait for it. */
export class NodeGateways implements GatewayListener {
  readonly #inbox: GatewayListener;
  readonly #net: NodeNet;
  readonly #guests: GuestLooks;

  constructor(inbox: GatewayListener, net: NodeNet, guests: GuestLooks) {
    this.#inbox = inbox;
    this.#net = net;
    this.#guests = guests;
  }

  arrived({ gatewayId }: GatewayLink): void {
    this.#tell(gatewayId, true);
  }

  connected(link: GatewayLink): Promise<void> {
    return this.#inbox.connected(link);
  }

  async message(link: GatewayLink, message: GatewayMessage): Promise<void> {
    const { gatewayId } = link;
    if (message.t === 'outcome') {
      const read = await readStatement('outcome', message.envelope);
      const home = read.kind === 'ok' ? this.#guests.homeOf(read.value.statement.requestId) : undefined;
      if (home !== undefined && this.#net.send(home, { t: 'from-gateway', gatewayId, message })) return;
    }
    // The hub that made the call knows its number; to the others it counts for nothing.
    if (message.t === 'box-answer')
      for (const nodeId of this.#net.linked())
        this.#net.send(nodeId, { t: 'from-gateway', gatewayId, message });
    await this.#inbox.message(link, message);
  }

  async lost(gatewayId: GatewayId): Promise<void> {
    this.#tell(gatewayId, false);
    this.#guests.gatewayLost(gatewayId);
    await this.#inbox.lost(gatewayId);
  }

  #tell(gatewayId: GatewayId, online: boolean): void {
    for (const nodeId of this.#net.linked()) this.#net.send(nodeId, { t: 'gateway', gatewayId, online });
  }
}
