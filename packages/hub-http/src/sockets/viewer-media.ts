import { type HubToViewer, type ViewerToHub, viewerToHubSchema } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import type { Hub, LookPlaces, SignedIn, ViewerSink } from '@porchlight/hub-core';
import { type RawData, WebSocket } from 'ws';
import { PEOPLE } from '../http/audience.ts';
import type { NodeLinks } from '../nodes/node-links.ts';
import { ViewerTunnels } from '../nodes/viewer-tunnels.ts';
import { parseText } from './parse-text.ts';
import { BAD_MESSAGE, holdToSession } from './socket-session.ts';
import type { PersonSocket } from './upgrade.ts';

const MAX_BYTES = 32 * 1024;

/** /api/console/media: sealed pictures out, watch, want and acknowledgements in. */
export function viewerMedia(hub: Hub, links?: NodeLinks): PersonSocket {
  return {
    path: '/api/console/media',
    maxPayload: MAX_BYTES,
    for: PEOPLE.console,
    serve: (socket, who) => serve(hub, socket, who, links),
  };
}

function serve(hub: Hub, socket: WebSocket, who: SignedIn, links: NodeLinks | undefined): void {
  const sink = sinkOf(socket);
  const tunnels = links && new ViewerTunnels(hub, links, sink);
  const viewer: Viewer = { sink, who, tunnels, turn: undefined };
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const message = isBinary ? undefined : parseText(viewerToHubSchema, data);
    if (message === undefined) socket.close(BAD_MESSAGE, 'not a message of this socket');
    else if (socket.readyState === WebSocket.OPEN) take(hub, viewer, message);
  });
  socket.on('close', () => {
    hub.relay.leave(sink);
    tunnels?.close();
  });
  holdToSession(hub, socket, who);
}

interface Viewer {
  readonly sink: ViewerSink;
  readonly who: SignedIn;
  /** The way to cameras of other hubs; undefined when this one is alone. */
  readonly tunnels: ViewerTunnels | undefined;
  /** What was said of a look that another hub runs, in order. */
  turn: Promise<void> | undefined;
}

function take(hub: Hub, viewer: Viewer, message: ViewerToHub): void {
  const { sink, tunnels } = viewer;
  if (message.t === 'ack') {
    for (const { channel, received } of message.channels) hub.relay.acknowledge(sink, channel, received);
    tunnels?.acknowledge(message);
    return;
  }
  const look = hub.looks.recent(message.requestId);
  if (look || hub.nodes === undefined) {
    act(hub, viewer, message, look && placesIn(look));
    return;
  }
  const { requestId } = message;
  viewer.turn = (viewer.turn ?? Promise.resolve())
    .then(async () => act(hub, viewer, message, await hub.nodes?.placesOf(requestId)))
    .catch((err: unknown) => hub.ports.log.error({ err }, 'a viewer was not served'));
}

/** Pictures are sealed for the operator who asked: nobody else could open them, and nobody else gets them. */
function act(
  hub: Hub,
  { sink, who, tunnels }: Viewer,
  message: Exclude<ViewerToHub, { t: 'ack' }>,
  places: LookPlaces | undefined,
): void {
  if (places?.operatorId !== who.id) {
    sink.tell({ t: 'refused', detail: 'This look is not yours, or is over.' });
    return;
  }
  const nodeOf = (cameraId: CameraId): string | undefined => {
    const gatewayId = tunnels && places.gatewayOf(cameraId);
    return gatewayId && hub.post.nodeOf(gatewayId);
  };
  const { requestId } = message;
  if (message.t === 'want') {
    const { cameraId, main, sub, h264 } = message;
    const nodeId = nodeOf(cameraId);
    if (nodeId === undefined) hub.relay.want(sink, requestId, cameraId, { main, sub, h264 });
    else tunnels?.want(nodeId, message);
    return;
  }
  for (const [nodeId, cameraIds] of groupBy(message.cameraIds, nodeOf))
    if (nodeId !== undefined) tunnels?.watch(nodeId, { ...message, cameraIds });
    else
      for (const cameraId of hub.relay.watch(sink, requestId, cameraIds))
        sink.tell({ t: 'gone', requestId, cameraId });
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

type Running = NonNullable<ReturnType<Hub['looks']['recent']>>;

function placesIn(look: Running): LookPlaces {
  const gatewayOf = (cameraId: CameraId) => look.cameras.get(cameraId)?.gatewayId;
  return { operatorId: look.facts.operatorId, gatewayOf };
}

/** A socket as the relay sees it. */
export function sinkOf(socket: WebSocket): ViewerSink {
  const open = (): boolean => socket.readyState === WebSocket.OPEN;
  return {
    send(message) {
      if (open()) socket.send(message, { binary: true, compress: false });
    },
    tell(message: HubToViewer) {
      if (open()) socket.send(JSON.stringify(message));
    },
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    terminate() {
      socket.terminate();
    },
  };
}
