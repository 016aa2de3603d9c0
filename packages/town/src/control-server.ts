import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CameraFault } from './rtsp-connection.ts';

/** What the control port may do to the town. */
export interface TownControls {
  reportBurglary(): Promise<{ incidentId: string }>;
  closeIncident(): Promise<void>;
  setOrdinaryDay(on: boolean): void;
  setFault(camera: string, fault: CameraFault): void;
  state(): unknown;
}

const MAX_BODY_BYTES = 4096;
const FAULTS: readonly string[] = ['none', 'offline', 'hang', 'cut', 'wrongCodec'] satisfies CameraFault[];

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * POST /report-burglary, /close-incident, /ordinary-day {on}, /fault {camera, fault}; GET /state. On 127.0.0.1 only;
 * for a demo's hub, not for people.
 */
export async function startControlServer(
  port: number,
  controls: TownControls,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request, controls).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, controls: TownControls): Promise<Answer> {
  try {
    return await act(`${request.method} ${request.url}`, await bodyOf(request), controls);
  } catch (error) {
    return { status: 409, body: { detail: error instanceof Error ? error.message : 'failed' } };
  }
}

async function act(
  route: string,
  body: Record<string, unknown> | undefined,
  controls: TownControls,
): Promise<Answer> {
  if (body === undefined) return { status: 400, body: { detail: 'expected a small JSON object' } };
  if (route === 'GET /state') return { status: 200, body: controls.state() };
  if (route === 'POST /report-burglary') return { status: 200, body: await controls.reportBurglary() };
  if (route === 'POST /close-incident') {
    await controls.closeIncident();
    return { status: 200, body: {} };
  }
  if (route === 'POST /ordinary-day' && typeof body['on'] === 'boolean') {
    controls.setOrdinaryDay(body['on']);
    return { status: 200, body: {} };
  }
  const { camera, fault } = body;
  if (route === 'POST /fault' && typeof camera === 'string' && FAULTS.includes(fault as string)) {
    controls.setFault(camera, fault as CameraFault);
    return { status: 200, body: {} };
  }
  return { status: 404, body: { detail: 'no such control' } };
}

/** The body as an object; an empty one for no body, undefined for anything else. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
