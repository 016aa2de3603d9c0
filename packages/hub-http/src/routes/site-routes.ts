import { siteSchema, waiverSchema } from '@porchlight/contract';
import { type Hub, waiverInForce } from '@porchlight/hub-core';
import { rootFingerprint } from '@porchlight/statements';
import type { FastifyInstance } from 'fastify';
import { openTo } from '../http/audience.ts';
import { answer } from '../http/parsing.ts';
import type { WebConfig } from '../http/web-config.ts';
import { USE_NOTICE } from '../use-notice.ts';

const FOR = openTo('everybody');

/** Public facts and the waiver. */
export function siteRoutes(app: FastifyInstance, hub: Hub, config: WebConfig): void {
  app.get('/api/site', FOR, async (_request, reply) => {
    const { root, programme, roster } = hub.trust.current;
    const { statement } = programme;
    const map = config.map && {
      url: '/map/city.pmtiles',
      attribution: config.map.attribution,
      badge: config.map.badge,
    };
    return answer(reply, siteSchema, {
      programme: root.programme,
      name: statement.name,
      synthetic: root.synthetic,
      demo: root.synthetic && config.demoControlUrl !== undefined,
      origin: root.origin,
      rpId: root.rpId,
      rootFingerprint: await rootFingerprint(root),
      timeZone: statement.timeZone,
      boundary: statement.boundary,
      selfAttestedDispatch: statement.selfAttestedDispatch,
      map: map ?? null,
      useNotice: USE_NOTICE,
      started: roster !== undefined,
    });
  });

  app.get('/api/waiver', FOR, async (_request, reply) => answer(reply, waiverSchema, await waiverInForce()));
}
