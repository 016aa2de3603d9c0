import { type Hub, isReady, readinessOf } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import { openTo } from '../http/audience.ts';
import { watchHub } from '../metrics/read-hub.ts';

/**
 * /healthz: the process is up; it asks nothing else, so that a supervisor does not restart a hub whose database is away.
 * /readyz: each part a look needs, 503 when one is missing. /metrics: figures, for programs on this machine or with the token.
 * /frontz: 200 while callers may come, for a proxy before several hubs; not what a look needs, so that a stop always finds a hub.
 */
export function monitorRoutes(app: FastifyInstance, hub: Hub, leaving: () => boolean): void {
  const gauges = watchHub(hub);
  app.addHook('onClose', async () => gauges.close());

  app.get('/healthz', openTo('everybody'), async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ ok: true }),
  );

  app.get('/frontz', openTo('everybody'), async (_request, reply) => {
    const ok = !leaving() && (hub.nodes?.ready ?? true);
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok });
  });

  app.get('/readyz', openTo('everybody'), async (_request, reply) => {
    const parts = await readinessOf(hub);
    const ok = isReady(parts);
    return reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ok, ...parts });
  });

  app.get('/metrics', openTo('monitor'), async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(await gauges.text()),
  );
}
