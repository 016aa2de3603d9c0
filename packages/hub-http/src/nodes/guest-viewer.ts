import { type ViewerToHub, viewerToHubSchema } from '@porchlight/contract';
import type { CameraId, RequestId } from '@porchlight/domain';
import type { Hub, ViewerSink } from '@porchlight/hub-core';
import { type RawData, WebSocket } from 'ws';
import { parseText } from '../sockets/parse-text.ts';
import { BAD_MESSAGE } from '../sockets/socket-session.ts';
import type { MachineSocket } from '../sockets/upgrade.ts';
import { sinkOf } from '../sockets/viewer-media.ts';

const MAX_BYTES = 32 * 1024;
/** The order for a camera may still be on its way from the look's home. */
const SEAT_WAIT_MS = 1000;
const SEAT_POLL_MS = 10;

/** /node/viewer: a viewer at another hub, which has judged that the look is theirs. */
export function guestViewer(hub: Hub): MachineSocket {
  return {
    path: '/node/viewer',
    maxPayload: MAX_BYTES,
    for: ['hub'],
    open: async () => (socket) => serve(hub, socket),
  };
}

function serve(hub: Hub, socket: WebSocket): void {
  const sink = sinkOf(socket);
  socket.on('message', (data: RawData, isBinary: boolean) => {
    const message = isBinary ? undefined : parseText(viewerToHubSchema, data);
    if (message === undefined) socket.close(BAD_MESSAGE, 'not a message of this socket');
    else if (socket.readyState === WebSocket.OPEN) take(hub, socket, sink, message);
  });
  socket.on('close', () => hub.relay.leave(sink));
}

function take(hub: Hub, socket: WebSocket, sink: ViewerSink, message: ViewerToHub): void {
  if (message.t === 'ack')
    for (const { channel, received } of message.channels) hub.relay.acknowledge(sink, channel, received);
  else if (message.t === 'want') {
    const { requestId, cameraId, main, sub, h264 } = message;
    hub.relay.want(sink, requestId, cameraId, { main, sub, h264 });
  } else void watchSoon(hub, socket, sink, message.requestId, message.cameraIds);
}

async function watchSoon(
  hub: Hub,
  socket: WebSocket,
  sink: ViewerSink,
  requestId: RequestId,
  cameraIds: readonly CameraId[],
): Promise<void> {
  let missing = hub.relay.watch(sink, requestId, cameraIds);
  for (let waited = 0; missing.length > 0 && waited < SEAT_WAIT_MS; waited += SEAT_POLL_MS) {
    await new Promise((resolve) => setTimeout(resolve, SEAT_POLL_MS));
    if (socket.readyState !== WebSocket.OPEN) return hub.relay.leave(sink);
    missing = hub.relay.watch(sink, requestId, missing);
  }
  for (const cameraId of missing) sink.tell({ t: 'gone', requestId, cameraId });
}
