import type { Hub } from '@porchlight/hub-core';
import Fastify, { type FastifyInstance } from 'fastify';
import { makeLimits } from './http/calls.ts';
import { checkOrigins } from './http/origin-check.ts';
import { problem, problemOf, sendProblem } from './http/problem-reply.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import type { WebConfig } from './http/web-config.ts';
import { clerkRoutes } from './routes/clerk-routes.ts';
import { consoleRoutes } from './routes/console-routes.ts';
import { demoRoutes } from './routes/demo-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { machineRoutes } from './routes/machine-routes.ts';
import { newcomerRoutes } from './routes/newcomer-routes.ts';
import { openingsRoutes } from './routes/openings-routes.ts';
import { ownerRoutes } from './routes/owner-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { siteRoutes } from './routes/site-routes.ts';
import { consoleEvents } from './sockets/console-events.ts';
import { gatewayControl } from './sockets/gateway-control.ts';
import { gatewayMedia } from './sockets/gateway-media.ts';
import { hostControl } from './sockets/host-control.ts';
import { overviewEvents } from './sockets/overview-events.ts';
import { takeSockets } from './sockets/upgrade.ts';
import { viewerMedia } from './sockets/viewer-media.ts';

/** Largest JSON body: an envelope with eight signatures and some room. */
const BODY_LIMIT = 256 * 1024;

export interface HubServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Ends every connection and stops listening. The hub itself stays open. */
  close(): Promise<void>;
}

/** Serves the hub. Rejects with the system's error when the port is taken. */
export async function serveHub(hub: Hub, config: WebConfig): Promise<HubServer> {
  const { origin } = hub.trust.current.root;
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    trustProxy: config.behindProxy ? 'loopback' : false,
    requestTimeout: 30_000,
    ...(config.tls && { https: config.tls }),
  }) as unknown as FastifyInstance;
  const https = origin.startsWith('https:');
  setSecurityHeaders(app, https);
  checkOrigins(app, origin);
  setErrorReplies(app, hub);
  acceptEmptyBodies(app);
  const limits = makeLimits(hub);
  siteRoutes(app, hub, config);
  sessionRoutes(app, hub, limits, https);
  consoleRoutes(app, hub);
  ownerRoutes(app, hub);
  openingsRoutes(app, hub, limits);
  clerkRoutes(app, hub);
  newcomerRoutes(app, hub, limits);
  machineRoutes(app, hub, limits);
  logRoutes(app, hub);
  demoRoutes(app, hub, config.demoControlUrl);
  const demo = hub.trust.current.root.synthetic && config.demoControlUrl !== undefined;
  await pageRoutes(app, config, demo);
  await app.ready();
  const sockets = takeSockets(app.server, socketRoutes(hub), origin);
  try {
    const url = await app.listen(config.listen);
    return {
      url,
      close: async () => {
        sockets.close();
        await app.close();
      },
    };
  } catch (error) {
    sockets.close();
    await app.close();
    throw error;
  }
}

function socketRoutes(hub: Hub) {
  return [
    consoleEvents(hub),
    viewerMedia(hub),
    overviewEvents(hub, 'owner'),
    overviewEvents(hub, 'clerk'),
    gatewayControl(hub),
    gatewayMedia(hub),
    hostControl(hub),
  ];
}

function setErrorReplies(app: FastifyInstance, hub: Hub): void {
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('not-found')));
  app.setErrorHandler((error, request, reply) => {
    const known = problemOf(error);
    if (known) return sendProblem(reply, known);
    hub.ports.log.error({ err: error, route: request.routeOptions.url }, 'a call failed');
    return sendProblem(reply, {
      type: 'urn:porchlight:problem:failed',
      title: 'Something went wrong here.',
      status: 500,
      code: 'failed',
      detail: 'Something went wrong here. It is in the log.',
      next: 'Try again.',
    });
  });
}

/** A POST without a body (sign-out, end) is fine with and without a content type. */
function acceptEmptyBodies(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body as string));
    } catch {
      done(Object.assign(new Error('malformed'), { statusCode: 400 }));
    }
  });
}
