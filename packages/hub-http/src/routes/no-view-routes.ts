import {
  caseNumberSchema,
  clerkNoViewListSchema,
  MAX_NO_VIEW_BODY_BYTES,
  noViewCaseSchema,
  noViewKeySchema,
  noViewNumbersSchema,
  noViewPostSchema,
  noViewReasonSchema,
  noViewReceiptSchema,
  noViewSendOnSchema,
  ownerAskAnswerSchema,
} from '@porchlight/contract';
import type { OwnerId } from '@porchlight/domain';
import type { Hub } from '@porchlight/hub-core';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { openTo, signedIn } from '../http/audience.ts';
import type { Limits } from '../http/limits.ts';
import { answer, parse } from '../http/parsing.ts';
import { must } from '../http/problem-reply.ts';

const caseParams = z.object({ caseNumber: caseNumberSchema });
const askParams = z.object({ askId: z.string().regex(/^[0-9a-f]{32}$/) });
const PUBLIC = { ...openTo('everybody'), bodyLimit: MAX_NO_VIEW_BODY_BYTES };
const CLERK = { ...openTo('clerk'), bodyLimit: MAX_NO_VIEW_BODY_BYTES };

/** Neighbours who ask not to be filmed: their form and their case without an account, the office's part, the owners' answers. */
export function noViewRoutes(app: FastifyInstance, hub: Hub, limits: Limits): void {
  const { desk } = hub.noView;

  app.post('/api/no-view', PUBLIC, async (request, reply) => {
    limits.noView.take(request.ip);
    const post = parse(noViewPostSchema, request.body);
    const { caseNumber, secret } = must(await desk.receive(post));
    return answer(reply, noViewReceiptSchema, { caseNumber, secret });
  });

  app.post('/api/no-view/case', PUBLIC, async (request, reply) => {
    limits.logOn.take(request.ip);
    const { view } = must(await desk.follow(parse(noViewKeySchema, request.body)));
    return answer(reply, noViewCaseSchema, view);
  });

  app.post('/api/no-view/withdraw', PUBLIC, async (request, reply) => {
    limits.logOn.take(request.ip);
    must(await desk.withdraw(parse(noViewKeySchema, request.body)));
    return reply.code(204).send();
  });

  app.get('/api/no-view/numbers', openTo('everybody'), async (_request, reply) =>
    answer(reply, noViewNumbersSchema, await desk.numbers()),
  );

  officeRoutes(app, hub);

  app.post('/api/owner/asks/:askId', openTo('owner'), async (request, reply) => {
    const id = signedIn(request, 'owner').id as OwnerId;
    const { askId } = parse(askParams, request.params);
    const { cameraId, answer: said } = parse(ownerAskAnswerSchema, request.body);
    must(await hub.noView.asks.answer(id, askId, cameraId, said));
    return reply.code(204).send();
  });
}

function officeRoutes(app: FastifyInstance, hub: Hub): void {
  const { desk } = hub.noView;

  app.get('/api/clerk/no-view', CLERK, async (_request, reply) =>
    answer(reply, clerkNoViewListSchema, { cases: await desk.list() }),
  );

  app.post('/api/clerk/no-view/:caseNumber/send-on', CLERK, async (request, reply) => {
    const { id } = signedIn(request, 'clerk');
    const { caseNumber } = parse(caseParams, request.params);
    must(await desk.sendOn(id, caseNumber, parse(noViewSendOnSchema, request.body)));
    return reply.code(204).send();
  });

  for (const [path, as] of [
    ['refuse', 'refused'],
    ['close', 'closed'],
  ] as const)
    app.post(`/api/clerk/no-view/:caseNumber/${path}`, CLERK, async (request, reply) => {
      const { id } = signedIn(request, 'clerk');
      const { caseNumber } = parse(caseParams, request.params);
      must(await desk.end(id, caseNumber, as, parse(noViewReasonSchema, request.body).reason));
      return reply.code(204).send();
    });
}
