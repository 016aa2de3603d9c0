import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DemoLie, demoFaultPostSchema, demoLiePostSchema } from '@porchlight/contract';
import type { LieName } from '../attack/lies.ts';

/** What the demo page may do to the town. */
export interface DemoControls {
  reportBurglary(): Promise<{ incidentId: string }>;
  closeIncident(): Promise<void>;
  setFault(camera: string, fault: 'none' | 'offline' | 'hang' | 'cut'): void;
  state(): {
    incidentId: string | null;
    scenarioMs: number | null;
    cheats: { outside: string; noConsent: string };
    lies: readonly { readonly name: LieName; readonly title: string }[];
  };
  /** Plays a hub that lies, on one camera; undefined for a name that is none. */
  lie(name: string): Promise<DemoLie | undefined>;
}

const MAX_BODY_BYTES = 4096;

/** Serves the controls on a free local port; the hub of a synthetic programme passes the demo page's calls to it. */
export async function startControlServer(
  controls: DemoControls,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      answer(controls, `${request.method} ${request.url}`, Buffer.concat(chunks).toString('utf8')).then(
        ({ status, body }) =>
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        (error: unknown) =>
          response
            .writeHead(500, { 'content-type': 'application/json' })
            .end(JSON.stringify({ detail: String(error) })),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  controls: DemoControls,
  route: string,
  body: string,
): Promise<{ status: number; body: unknown }> {
  switch (route) {
    case 'POST /report-burglary':
      return { status: 200, body: await controls.reportBurglary() };
    case 'POST /close-incident':
      await controls.closeIncident();
      return { status: 200, body: {} };
    case 'POST /fault': {
      const fault = demoFaultPostSchema.safeParse(JSON.parse(body));
      if (!fault.success) return { status: 400, body: { detail: 'expected {camera, fault}' } };
      controls.setFault(fault.data.camera, fault.data.fault);
      return { status: 200, body: {} };
    }
    case 'POST /lie': {
      const post = demoLiePostSchema.safeParse(JSON.parse(body));
      const told = post.success ? await controls.lie(post.data.name) : undefined;
      return told ? { status: 200, body: told } : { status: 400, body: { detail: 'no such lie' } };
    }
    case 'GET /state':
      return { status: 200, body: controls.state() };
    default:
      return { status: 404, body: { detail: 'no such control' } };
  }
}
