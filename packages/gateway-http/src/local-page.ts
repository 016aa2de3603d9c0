import type { Clock } from '@porchlight/domain';
import type { Gateway } from '@porchlight/gateway-core';
import fastify, { type FastifyInstance } from 'fastify';
import { addApiRoutes } from './api-routes.ts';
import { addCameraRoutes } from './camera-routes.ts';
import { addGuard, problem } from './guard.ts';
import { hashLocalCode, LocalCodeCheck, makeLocalCode } from './local-code.ts';
import { LogOn } from './log-on.ts';
import { addMonitorRoutes } from './monitor-routes.ts';
import { addPageRoutes } from './page-routes.ts';

const MAX_BODY_BYTES = 16 * 1024;

export interface LocalPageOptions {
  readonly gateway: Gateway;
  readonly listen: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  /** What this box is called on an owner's page unless the owner says otherwise. */
  readonly name: string;
  /** Makes a new pass code; the old one and its sessions hold no longer. */
  readonly newCode: boolean;
  readonly onFault: (error: unknown) => void;
}

export interface LocalPage {
  readonly url: string;
  /** The pass code, when one was made at this start: it is stored as a hash, so this is the only time it is known. */
  readonly code: string | undefined;
  /** Every route, like `GET /enrol`. */
  readonly doors: readonly string[];
  close(): Promise<void>;
}

/** Serves the local page. Rejects with the error of `listen` when the port is taken. */
export async function startLocalPage(options: LocalPageOptions): Promise<LocalPage> {
  const { gateway, listen, clock } = options;
  const { app, doors } = localApp(options, new LogOn(new LocalCodeCheck(() => gateway.access.value), clock));
  await app.listen({ host: listen.host, port: listen.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : listen.port;
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  try {
    const code = options.newCode || gateway.access.value === null ? makeLocalCode() : undefined;
    if (code !== undefined) await gateway.access.replace(await hashLocalCode(code));
    return { url: `http://${host}:${port}`, code, doors, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function localApp(
  { gateway, clock, name, onFault }: LocalPageOptions,
  logOn: LogOn,
): { app: FastifyInstance; doors: readonly string[] } {
  const ports = { gateway, logOn, clock, name };
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1000 },
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onFault(error);
    const detail =
      status >= 500 ? 'Something went wrong here; the log of the gateway says what.' : error.message;
    return problem(reply, status, error.code ?? 'fault', detail);
  });
  app.setNotFoundHandler((_, reply) => problem(reply, 404, 'not-found', 'There is no such page.'));
  const doors: string[] = [];
  app.addHook(
    'onRoute',
    ({ method, url }) => void doors.push(...[method].flat().map((one) => `${one} ${url}`)),
  );
  addGuard(app, logOn);
  addMonitorRoutes(app, ports);
  addPageRoutes(app, ports);
  addCameraRoutes(app, ports);
  addApiRoutes(app, ports);
  return { app, doors };
}
