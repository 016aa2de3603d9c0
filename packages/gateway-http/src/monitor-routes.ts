import type { FastifyInstance } from 'fastify';
import { door } from './guard.ts';
import type { PagePorts } from './page-routes.ts';

/**
 * /healthz: the process is up. /readyz: what a look needs of this box, 503 when a part is missing; it names no owner and no
 * camera.
 */
export function addMonitorRoutes(app: FastifyInstance, { gateway }: Pick<PagePorts, 'gateway'>): void {
  app.get('/healthz', door('everybody'), () => ({ ok: true }));
  app.get('/readyz', door('everybody'), async (_, reply) => {
    const { gatewayId, hub, fault } = await gateway.view();
    const parts = {
      enrolled: gatewayId === null ? 'no' : 'ok',
      hub: hub.connected ? 'ok' : 'lost',
      gate: fault === null ? 'ok' : 'shut',
    };
    const ok = Object.values(parts).every((part) => part === 'ok');
    return reply.code(ok ? 200 : 503).send({ ok, ...parts });
  });
}
