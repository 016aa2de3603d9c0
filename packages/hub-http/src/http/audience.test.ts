import type { Hub } from '@porchlight/hub-core';
import Fastify, { type FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { guardRoutes, openTo } from './audience.ts';
import { sendRefusal } from './problem-reply.ts';

const session = (roles: string[]) => ({ sessions: { find: async () => ({ kind: 'ok', who: { roles } }) } });

function guarded(hub: object): FastifyInstance {
  const app = Fastify();
  app.setErrorHandler((error, _, reply) => {
    sendRefusal(reply, error);
    return reply;
  });
  guardRoutes(app, hub as Hub, () => false);
  return app;
}

it('a route that does not say whom it is for is closed to everybody', async () => {
  const app = guarded(session(['clerk', 'supervisor', 'operator']));
  app.get('/forgotten', () => 'secret');
  app.get('/nobody', openTo(), () => 'secret');
  expect((await app.inject('/forgotten')).statusCode).toBe(403);
  expect((await app.inject('/nobody')).statusCode).toBe(403);
});

it('a session of the right area with another role is refused', async () => {
  const app = guarded(session(['operator']));
  app.get('/supervision', openTo('supervisor'), () => 'list');
  app.get('/look', openTo('operator', 'supervisor'), () => 'list');
  expect((await app.inject('/supervision')).statusCode).toBe(403);
  expect((await app.inject('/look')).statusCode).toBe(200);
});

it('figures are for monitors alone', async () => {
  const app = guarded(session([]));
  app.get('/metrics', openTo('monitor'), () => 'figures');
  expect((await app.inject('/metrics')).statusCode).toBe(403);
});
