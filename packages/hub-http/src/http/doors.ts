import type { FastifyInstance } from 'fastify';
import type { Audience } from './audience.ts';

/** One way into the server. `method` is `SOCKET` for a WebSocket. */
export interface Door {
  readonly method: string;
  readonly path: string;
  /** Undefined: the route does not say, and is closed to everybody. */
  readonly for: readonly Audience[] | undefined;
}

/** Notes every route that is added from now on; read it when the server is ready. HEAD goes with its GET. */
export function collectDoors(app: FastifyInstance): () => readonly Door[] {
  const routes: { method: string | string[]; url: string; config?: { for?: readonly Audience[] } }[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  return () =>
    routes.flatMap(({ method, url, config }) =>
      [method]
        .flat()
        .filter((name) => name !== 'HEAD')
        .map((name) => ({ method: name, path: url, for: config?.for })),
    );
}
