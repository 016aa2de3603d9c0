import { papersSchema } from '@porchlight/contract';
import type { Hub } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import { openTo } from '../http/audience.ts';
import { answer } from '../http/parsing.ts';

/** Longest path below /log/ that any file of the log has. */
const MAX_PATH = 64;
const FOR = openTo('everybody');
const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';

/**
 * The public files of the log at /log/ (c2sp.org/tlog-tiles): for everybody, from any site. A full tile never changes; a
 * partial one is soon replaced; the checkpoint is always asked for anew.
 */
export function logRoutes(app: FastifyInstance, hub: Hub): void {
  const { publicLog, trust } = hub;
  app.get('/api/papers', FOR, async (_request, reply) => {
    const { rootEnvelope: root, programme, policy } = trust.current;
    reply.header('cache-control', 'no-cache').header('access-control-allow-origin', '*');
    return answer(reply, papersSchema, { root, programme: programme.envelope, policy: policy.envelope });
  });
  app.get('/log/*', FOR, async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    const file = path.length <= MAX_PATH ? await publicLog.tiles.read(path) : undefined;
    if (file === undefined) return reply.callNotFound();
    const checkpoint = path === 'checkpoint';
    const cache = file.immutable
      ? 'public, max-age=31536000, immutable'
      : checkpoint
        ? 'no-cache'
        : 'public, max-age=60';
    return reply
      .header('cache-control', cache)
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('content-type', checkpoint ? TEXT : BYTES)
      .send(Buffer.from(file.bytes));
  });
}
