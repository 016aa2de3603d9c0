import { type HubToViewer, hubToViewerSchema, type LookAnswer, parseFrameHeader } from '@porchlight/contract';
import type { CameraId, IncidentId, RequestId } from '@porchlight/domain';
import { toHex } from '@porchlight/statements';
import { WebSocket } from 'ws';
import { FakeViewer } from '../../../packages/gateway-core/test/fake-viewer.ts';
import type { HostWorld } from './host-world.ts';
import { until } from './until.ts';

const ACK_MS = 100;

export interface TestLook {
  /** Opens every picture that comes, in order. */
  readonly viewer: FakeViewer;
  readonly heard: readonly HubToViewer[];
  close(): void;
}

/** An operator's look at one camera, as a console would open it: a fresh incident, a fresh request, acknowledged pictures. */
export async function openLook(world: HostWorld, cookie: string, cameraId: CameraId): Promise<TestLook> {
  const { hub, programme } = world;
  const at = Date.now();
  const requestId = toHex(crypto.getRandomValues(new Uint8Array(16))) as RequestId;
  const incidentId = `incident-${requestId.slice(0, 8)}` as IncidentId;
  const incident = await programme.incident({ incidentId, reportedAt: at, issuedAt: at });
  await hub.call('POST', '/api/intake/incidents', { body: { envelope: incident }, origin: null });
  const keys = await FakeViewer.create(1);
  const asked = {
    requestId,
    incidentId,
    issuedAt: at,
    hpkePublicKey: keys.hpkePublicKey,
    cameras: [cameraId],
  };
  const request = await programme.request(incident, asked);
  const { body } = await hub.call('POST', '/api/console/looks', { body: { request }, cookie });
  const answer = body as LookAnswer;
  if (answer.kind !== 'granted') throw new Error(JSON.stringify(answer));
  return watch(world, cookie, { requestId, cameraId }, keys);
}

async function watch(
  { hub }: HostWorld,
  cookie: string,
  { requestId, cameraId }: { requestId: RequestId; cameraId: CameraId },
  keys: FakeViewer,
): Promise<TestLook> {
  const socket = new WebSocket(`${hub.server.url.replace('http', 'ws')}/api/console/media`, {
    headers: { origin: hub.origin, cookie },
  });
  const heard: HubToViewer[] = [];
  const early: Buffer[] = [];
  const received = new Map<number, number>();
  let viewer: FakeViewer | undefined;
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) {
      heard.push(hubToViewerSchema.parse(JSON.parse(String(data))));
      return;
    }
    const channel = parseFrameHeader(data)?.channel ?? 0;
    received.set(channel, (received.get(channel) ?? 0) + data.length);
    if (viewer) viewer.receive(data);
    else early.push(data);
  });
  await new Promise((open, fail) => socket.once('open', open).once('error', fail));
  socket.send(JSON.stringify({ t: 'watch', requestId, cameraIds: [cameraId] }));
  const channels = await until(() => heard.find((message) => message.t === 'channels'), 'the channels');
  viewer = FakeViewer.at(keys.keys, channels);
  for (const message of early) viewer.receive(message);
  const acks = setInterval(() => {
    const figures = [...received].map(([channel, bytes]) => ({
      channel,
      received: bytes,
      queue: 0,
      lagMs: 50,
    }));
    if (figures.length > 0) socket.send(JSON.stringify({ t: 'ack', channels: figures }));
  }, ACK_MS);
  return {
    viewer,
    heard,
    close() {
      clearInterval(acks);
      socket.close();
    },
  };
}
