import type { NodeMessage } from '@porchlight/contract';
import type { HostId } from '@porchlight/domain';
import type { HostDesk, HostListener, HostMessage } from '../gateways/host-desk.ts';
import type { HostingDesk } from '../owners/hosting-desk.ts';
import type { HostMap } from './node-map.ts';
import type { NodeNet } from './node-net.ts';

export interface NodeHostsParts {
  readonly net: NodeNet;
  /** Hosts of this hub. */
  readonly here: HostDesk;
  readonly map: HostMap;
  readonly hosting: HostingDesk;
}

/** What hubs tell one another of their hosts. */
export type HostNodeMessage = Extract<NodeMessage, { t: 'hosts' | 'host' | 'to-host' | 'taken-in' }>;

/** Named hosts across hubs: which of them has which, orders to those of others, and their answers back to whoever asked. */
export class NodeHosts implements HostListener {
  readonly #parts: NodeHostsParts;

  constructor(parts: NodeHostsParts) {
    this.#parts = parts;
  }

  /** What a hub that has just come must know. */
  greet(nodeId: string): void {
    const { net, here } = this.#parts;
    net.send(nodeId, { t: 'hosts', online: [...here.online] });
  }

  /** That hub is gone, or cannot be reached: so are its hosts, and who waits for one is told. */
  gone(nodeId: string): void {
    const { map, hosting } = this.#parts;
    for (const hostId of map.lost(nodeId)) hosting.lost(hostId);
  }

  async received(nodeId: string, message: HostNodeMessage): Promise<void> {
    const { here, map, hosting } = this.#parts;
    switch (message.t) {
      case 'hosts':
        await Promise.all(message.online.map((hostId) => this.#arrivedAt(nodeId, hostId)));
        return;
      case 'host':
        if (message.online) return this.#arrivedAt(nodeId, message.hostId);
        if (map.left(nodeId, message.hostId)) hosting.lost(message.hostId);
        return;
      case 'to-host':
        here.send(message.hostId, message.message);
        return;
      case 'taken-in':
        return hosting.message(message.hostId, message);
    }
  }

  arrived(hostId: HostId): Promise<void> {
    const { map, hosting } = this.#parts;
    // What it was asked over its old connection, at another hub, is lost with that.
    if (map.arrivedHere(hostId)) hosting.lost(hostId);
    this.#tell({ t: 'host', hostId, online: true });
    return hosting.arrived(hostId);
  }

  message(hostId: HostId, message: HostMessage): Promise<void> {
    // The hub that made the call knows its number; to the others it counts for nothing.
    if (message.t === 'taken-in') this.#tell({ ...message, hostId });
    return this.#parts.hosting.message(hostId, message);
  }

  lost(hostId: HostId): void {
    this.#tell({ t: 'host', hostId, online: false });
    this.#parts.hosting.lost(hostId);
  }

  /** Each hub tells the host who has left: one that was not linked, or was just writing it down, may be the only one to know. */
  async #arrivedAt(nodeId: string, hostId: HostId): Promise<void> {
    const { here, map, hosting } = this.#parts;
    if (here.isOnline(hostId)) here.release(hostId);
    if (map.arrived(nodeId, hostId)) hosting.lost(hostId);
    await hosting.arrived(hostId);
  }

  #tell(message: HostNodeMessage): void {
    const { net } = this.#parts;
    for (const nodeId of net.linked()) net.send(nodeId, message);
  }
}
