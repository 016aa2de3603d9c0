import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { openTo } from '../http/audience.ts';
import type { WebConfig } from '../http/web-config.ts';

const FOR = openTo('everybody');
const PAGES = ['console', 'owner', 'clerk', 'start', 'invite', 'demo', 'public', 'no-view'] as const;

/** The built pages: hashed assets may be kept for ever, pages never; the base map by byte ranges (RFC 9110 §14). */
export async function pageRoutes(app: FastifyInstance, config: WebConfig, demo: boolean): Promise<void> {
  await app.register(async (pages) => {
    // The plugin's own routes have no place to say it.
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, ...FOR.config };
    });
    await addPages(pages, config, demo);
  });
}

async function addPages(app: FastifyInstance, config: WebConfig, demo: boolean): Promise<void> {
  await app.register(fastifyStatic, {
    root: config.webDir,
    index: false,
    wildcard: true,
    cacheControl: false,
    setHeaders: (res, path) => {
      const hashed = path.includes('/assets/');
      res.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/', (_request, reply) => reply.sendFile(demo ? 'demo.html' : 'index.html'));
  for (const page of PAGES) app.get(`/${page}`, (_request, reply) => reply.sendFile(`${page}.html`));
  const { map } = config;
  if (map === undefined) return;
  app.get('/map/city.pmtiles', (_request, reply) => {
    reply.header('cache-control', 'public, max-age=3600');
    return reply.sendFile(basename(map.file), dirname(map.file), { cacheControl: false });
  });
}
