import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HubToGateway } from '@porchlight/contract';
import { WebSocket, WebSocketServer } from 'ws';

/** What becomes of a message on its way from the hub to a gateway. */
export type Lie = (message: HubToGateway) => readonly HubToGateway[];

/**
 * Stands between the hub and one gateway, as a hub that lies would: nothing on that way but the statements, the log and the
 * frames is signed, so whatever it changes is what a gateway has to withstand. Without a lie it changes nothing.
 */
export interface LyingRelay {
  readonly url: string;
  lie: Lie | undefined;
  close(): Promise<void>;
}

export async function startLyingRelay(hubUrl: string): Promise<LyingRelay> {
  const hub = new URL(hubUrl);
  const held: { lie: Lie | undefined } = { lie: undefined };
  const server = createServer((request, response) => forward(hub, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (gateway) => bridge(hub, request.url ?? '/', gateway, held)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get lie() {
      return held.lie;
    },
    set lie(lie) {
      held.lie = lie;
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function forward(hub: URL, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = request;
  const onward = httpRequest(new URL(url ?? '/', hub), { method, headers: { ...headers, host: hub.host } });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
}

function bridge(hub: URL, path: string, gateway: WebSocket, held: { readonly lie: Lie | undefined }): void {
  const address = new URL(path, hub);
  address.protocol = hub.protocol === 'https:' ? 'wss:' : 'ws:';
  const onward = new WebSocket(address);
  const waiting: [data: Buffer, binary: boolean][] = [];
  gateway.on('message', (data: Buffer, binary) => {
    if (onward.readyState === WebSocket.OPEN) onward.send(data, { binary });
    else waiting.push([data, binary]);
  });
  onward.on('open', () => {
    for (const [data, binary] of waiting) onward.send(data, { binary });
  });
  onward.on('message', (data: Buffer, binary) => {
    const { lie } = held;
    if (binary || lie === undefined) gateway.send(data, { binary });
    else
      for (const told of lie(JSON.parse(data.toString('utf8')) as HubToGateway))
        gateway.send(JSON.stringify(told));
  });
  for (const [one, other] of [
    [gateway, onward],
    [onward, gateway],
  ] as const) {
    one.on('close', () => other.terminate());
    one.on('error', () => other.terminate());
  }
}
