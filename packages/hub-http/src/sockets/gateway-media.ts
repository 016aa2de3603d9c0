import { MAX_MEDIA_MESSAGE_BYTES } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';
import { CLOSE, type Hub } from '@porchlight/hub-core';
import type { RawData, WebSocket } from 'ws';
import type { NodeLinks } from '../nodes/node-links.ts';
import { passMedia } from '../nodes/pass-media.ts';
import type { MachineSocket } from './upgrade.ts';

const ACK_MS = 250;

/** /api/gateway/media?token=: sealed pictures in; the token comes with the control connection's welcome. */
export function gatewayMedia(hub: Hub, links?: NodeLinks): MachineSocket {
  const sockets = new Map<GatewayId, WebSocket>();
  return {
    path: '/api/gateway/media',
    maxPayload: MAX_MEDIA_MESSAGE_BYTES,
    for: ['gateway'],
    open: async (_request, url) => {
      const gatewayId = hub.gateways.byMediaToken(url.searchParams.get('token') ?? '');
      if (gatewayId === undefined) return elsewhere(url, links) ?? 401;
      return (socket) => {
        sockets.get(gatewayId)?.terminate();
        sockets.set(gatewayId, socket);
        serve(hub, socket, gatewayId);
        socket.on('close', () => {
          if (sockets.get(gatewayId) === socket) sockets.delete(gatewayId);
        });
      };
    },
  };
}

/** Its control connection may have gone to another hub, whose id the token begins with. */
function elsewhere(url: URL, links: NodeLinks | undefined): ((socket: WebSocket) => void) | undefined {
  const nodeId = /^([0-9a-f]{12})\./.exec(url.searchParams.get('token') ?? '')?.[1];
  if (nodeId === undefined || !links?.linked().includes(nodeId)) return undefined;
  return (socket) => {
    const onward = links.dial(nodeId, `/node/gateway-media${url.search}`);
    if (onward) passMedia(socket, onward);
    else socket.terminate();
  };
}

function serve(hub: Hub, socket: WebSocket, gatewayId: GatewayId): void {
  let bytes = 0;
  let told = 0;
  socket.on('message', (data: RawData, isBinary: boolean) => {
    // ws hands out one Buffer a message (binaryType nodebuffer); it goes to the viewers as it is.
    const message = data as Buffer;
    bytes += message.length;
    if (!isBinary || hub.relay.fromGateway(gatewayId, message) === 'bad')
      socket.close(CLOSE.badMessage, 'not a media message');
  });
  const acks = setInterval(() => {
    if (bytes === told) return;
    told = bytes;
    hub.gateways.send(gatewayId, { t: 'media-ack', bytes });
  }, ACK_MS);
  socket.on('close', () => clearInterval(acks));
}
