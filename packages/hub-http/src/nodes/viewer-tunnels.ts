import type { ViewerToHub } from '@porchlight/contract';
import type { CameraId, RequestId } from '@porchlight/domain';
import type { Hub, ViewerSink } from '@porchlight/hub-core';
import { type RawData, WebSocket } from 'ws';
import type { NodeLinks } from './node-links.ts';

type Watch = Extract<ViewerToHub, { t: 'watch' }>;
type Want = Extract<ViewerToHub, { t: 'want' }>;

interface Tunnel {
  readonly socket: WebSocket;
  /** What was said before it opened. */
  early: string[] | undefined;
  readonly watched: Map<string, { requestId: RequestId; cameraId: CameraId }>;
}

const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
/** A hub that died closes its sockets in any order; a moment later the link tells what it was. */
const SETTLE_MS = 100;

/**
 * One viewer's pictures from cameras of other hubs: a socket to each such hub, opened when the viewer watches and closed with
 * it. Acknowledgements go through, so that the hub of the gateway drops for a slow viewer before anything crosses.
 */
export class ViewerTunnels {
  readonly #hub: Hub;
  readonly #links: NodeLinks;
  readonly #sink: ViewerSink;
  readonly #tunnels = new Map<string, Tunnel>();
  #closed = false;

  constructor(hub: Hub, links: NodeLinks, sink: ViewerSink) {
    this.#hub = hub;
    this.#links = links;
    this.#sink = sink;
  }

  /** The viewer watches these at that hub. Without a way there they are gone. */
  watch(nodeId: string, message: Watch): void {
    const tunnel = this.#tunnelTo(nodeId);
    for (const cameraId of message.cameraIds) {
      const { requestId } = message;
      if (tunnel) tunnel.watched.set(`${requestId}/${cameraId}`, { requestId, cameraId });
      else this.#sink.tell({ t: 'gone', requestId, cameraId });
    }
    if (tunnel) say(tunnel, message);
  }

  want(nodeId: string, message: Want): void {
    const tunnel = this.#tunnels.get(nodeId);
    if (tunnel) say(tunnel, message);
  }

  /** Channels are those of the gateways' hubs; one that is not theirs means nothing to them. */
  acknowledge(message: Extract<ViewerToHub, { t: 'ack' }>): void {
    for (const tunnel of this.#tunnels.values()) say(tunnel, message);
  }

  close(): void {
    this.#closed = true;
    for (const { socket } of this.#tunnels.values()) socket.terminate();
  }

  #tunnelTo(nodeId: string): Tunnel | undefined {
    const known = this.#tunnels.get(nodeId);
    const socket = known ? undefined : this.#links.dial(nodeId, '/node/viewer');
    if (socket === undefined) return known;
    const tunnel: Tunnel = { socket, early: [], watched: new Map() };
    this.#tunnels.set(nodeId, tunnel);
    socket.on('open', () => {
      for (const text of tunnel.early ?? []) socket.send(text);
      tunnel.early = undefined;
    });
    socket.on('message', (data: RawData, isBinary: boolean) => this.#pass(data as Buffer, isBinary));
    socket.on('close', () => {
      this.#tunnels.delete(nodeId);
      if (!this.#closed) setTimeout(() => this.#broken(nodeId, tunnel), SETTLE_MS);
    });
    return tunnel;
  }

  #pass(data: Buffer, isBinary: boolean): void {
    if (!isBinary) this.#sink.tell(JSON.parse(data.toString('utf8')));
    else if (this.#sink.bufferedBytes > MAX_BUFFERED_BYTES) this.#sink.terminate();
    else this.#sink.send(data);
  }

  /** With that hub its cameras are gone; when it lives, the viewer comes again and watches anew. */
  #broken(nodeId: string, { watched }: Tunnel): void {
    if (this.#closed) return;
    if (this.#hub.ports.nodes?.linked().includes(nodeId)) this.#sink.terminate();
    else for (const seat of watched.values()) this.#sink.tell({ t: 'gone', ...seat });
  }
}

function say({ socket, early }: Tunnel, message: ViewerToHub): void {
  const text = JSON.stringify(message);
  if (early) early.push(text);
  else if (socket.readyState === WebSocket.OPEN) socket.send(text);
}
