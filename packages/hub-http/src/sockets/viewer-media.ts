import { type HubToViewer, type ViewerToHub, viewerToHubSchema } from '@porchlight/contract';
import type { Hub, SignedIn, ViewerSink } from '@porchlight/hub-core';
import { type RawData, WebSocket } from 'ws';
import { PEOPLE } from '../http/audience.ts';
import { parseText } from './parse-text.ts';
import { BAD_MESSAGE, holdToSession } from './socket-session.ts';
import type { PersonSocket } from './upgrade.ts';

const MAX_BYTES = 32 * 1024;

/** /api/console/media: sealed pictures out, watch, want and acknowledgements in. */
export function viewerMedia(hub: Hub): PersonSocket {
  return {
    path: '/api/console/media',
    maxPayload: MAX_BYTES,
    for: PEOPLE.console,
    serve: (socket, who) => serve(hub, socket, who),
  };
}

function serve(hub: Hub, socket: WebSocket, who: SignedIn): void {
  const sink = sinkOf(socket);
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const message = isBinary ? undefined : parseText(viewerToHubSchema, data);
    if (message === undefined) socket.close(BAD_MESSAGE, 'not a message of this socket');
    else if (socket.readyState === WebSocket.OPEN) take(hub, sink, who, message);
  });
  socket.on('close', () => hub.relay.leave(sink));
  holdToSession(hub, socket, who);
}

function take(hub: Hub, sink: ViewerSink, who: SignedIn, message: ViewerToHub): void {
  if (message.t === 'ack') {
    for (const { channel, received } of message.channels) hub.relay.acknowledge(sink, channel, received);
    return;
  }
  // Pictures are sealed for the operator who asked: nobody else could open them, and nobody else gets them.
  const look = hub.looks.recent(message.requestId);
  if (look?.facts.operatorId !== who.id) {
    sink.tell({ t: 'refused', detail: 'This look is not yours, or is over.' });
    return;
  }
  const { requestId } = message;
  if (message.t === 'want') {
    hub.relay.want(sink, requestId, message.cameraId, { main: message.main, sub: message.sub });
    return;
  }
  for (const cameraId of hub.relay.watch(sink, requestId, message.cameraIds))
    sink.tell({ t: 'gone', requestId, cameraId });
}

function sinkOf(socket: WebSocket): ViewerSink {
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
