import type { IncomingMessage } from 'node:http';
import type { Hub, SignedIn } from '@porchlight/hub-core';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { areaOf, callerIn, guardRoutes } from './http/audience.ts';
import { collectDoors, type Door } from './http/doors.ts';
import { makeLimits } from './http/limits.ts';
import { monitorCheck } from './http/monitor-check.ts';
import { checkOrigins } from './http/origin-check.ts';
import { problem, problemOf, sendProblem, sendRefusal } from './http/problem-reply.ts';
import { securityHeaders, setSecurityHeaders } from './http/security-headers.ts';
import { PATIENCE, type Patience, type WebConfig } from './http/web-config.ts';
import { guestViewer } from './nodes/guest-viewer.ts';
import type { NodeLinks } from './nodes/node-links.ts';
import { clerkRoutes } from './routes/clerk-routes.ts';
import { consoleRoutes } from './routes/console-routes.ts';
import { demoRoutes } from './routes/demo-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { machineRoutes } from './routes/machine-routes.ts';
import { monitorRoutes } from './routes/monitor-routes.ts';
import { newcomerRoutes } from './routes/newcomer-routes.ts';
import { noViewRoutes } from './routes/no-view-routes.ts';
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
import { type PersonSocket, takeSockets } from './sockets/upgrade.ts';
import { viewerMedia } from './sockets/viewer-media.ts';

/** Largest JSON body: an envelope with eight signatures and some room. */
const BODY_LIMIT = 256 * 1024;
/** How long calls that were begun may take to finish when the hub stops. */
const FINISH_MS = 5000;

export interface HubServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Every route and socket, and whom it is for. */
  readonly doors: readonly Door[];
  /** Says that it is not ready and has every caller come anew, but serves on: a proxy sends them elsewhere meanwhile. */
  leave(): void;
  /** Ends every connection and stops listening; among several hubs it finishes first what was begun. The hub itself stays open. */
  close(): Promise<void>;
}

/** Serves the hub. Rejects with the system's error when the port is taken. */
export async function serveHub(hub: Hub, config: WebConfig): Promise<HubServer> {
  const { origin } = hub.trust.current.root;
  const patience = config.patience ?? PATIENCE;
  const https = origin.startsWith('https:');
  const app = newServer(config, patience, https);
  setSecurityHeaders(app, https);
  const doors = collectDoors(app);
  checkOrigins(app, origin);
  guardRoutes(app, hub, monitorCheck(config.metricsToken));
  setErrorReplies(app, hub);
  acceptEmptyBodies(app);
  const limits = makeLimits(hub);
  let leaving = false;
  app.addHook('onSend', async (_request, reply) => {
    if (leaving) reply.header('connection', 'close');
  });
  siteRoutes(app, hub, config);
  monitorRoutes(app, hub, () => leaving);
  sessionRoutes(app, hub, limits, https);
  consoleRoutes(app, hub);
  ownerRoutes(app, hub);
  openingsRoutes(app, hub, limits);
  clerkRoutes(app, hub);
  newcomerRoutes(app, hub, limits);
  noViewRoutes(app, hub, limits);
  machineRoutes(app, hub, limits);
  logRoutes(app, hub);
  demoRoutes(app, hub, config.demoControlUrl);
  const demo = hub.trust.current.root.synthetic && config.demoControlUrl !== undefined;
  await pageRoutes(app, config, demo);
  await app.ready();
  const media = gatewayMedia(hub, config.links);
  const routes = [...socketRoutes(hub, patience, config.links), media];
  const sockets = takeSockets(app.server, {
    routes,
    origin,
    admit: (route, request) => admit(hub, route, request),
  });
  config.links?.serve([guestViewer(hub), { ...media, path: '/node/gateway-media' }]);
  try {
    const url = await app.listen(config.listen);
    return {
      url,
      doors: [...doors(), ...routes.map(({ path, for: whom }) => ({ method: 'SOCKET', path, for: whom }))],
      leave: () => {
        leaving = true;
      },
      close: async () => {
        if (config.links) await sockets.leave();
        sockets.close();
        const late = setTimeout(() => app.server.closeAllConnections(), FINISH_MS);
        await app.close();
        clearTimeout(late);
      },
    };
  } catch (error) {
    sockets.close();
    await app.close();
    throw error;
  }
}

function newServer(config: WebConfig, { headers, request, idle }: Patience, https: boolean): FastifyInstance {
  const limits = {
    headersTimeout: headers,
    connectionsCheckingInterval: Math.min(1000, headers),
    maxHeaderSize: 16 * 1024,
  };
  return Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: config.links ? 'idle' : true,
    trustProxy: config.behindProxy ? 'loopback' : false,
    requestTimeout: request,
    connectionTimeout: idle,
    // Addresses that cannot be decoded reach no hook.
    frameworkErrors: (_error, _request, reply) => {
      sendProblem(reply.headers(securityHeaders(https)) as FastifyReply, problem('malformed'));
    },
    ...(config.tls ? { https: { ...config.tls, ...limits } } : { http: limits }),
  }) as unknown as FastifyInstance;
}

/** Opening a socket is no touch: an idle screen still locks. */
async function admit(
  hub: Hub,
  route: PersonSocket,
  { headers }: IncomingMessage,
): Promise<SignedIn | number> {
  const area = areaOf(route.for);
  if (area === undefined) return 403;
  return callerIn(hub, area, route.for, headers.cookie, false).catch((error: unknown) => {
    const known = problemOf(error);
    if (known) return known.status;
    throw error;
  });
}

function socketRoutes(hub: Hub, { proof }: Patience, links: NodeLinks | undefined) {
  return [
    consoleEvents(hub),
    viewerMedia(hub, links),
    overviewEvents(hub, 'owner'),
    overviewEvents(hub, 'clerk'),
    gatewayControl(hub, proof),
    hostControl(hub, proof),
  ];
}

function setErrorReplies(app: FastifyInstance, hub: Hub): void {
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('not-found')));
  app.setErrorHandler((error, request, reply) => {
    if (sendRefusal(reply, error)) return reply;
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
