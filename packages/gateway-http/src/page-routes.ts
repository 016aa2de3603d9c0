import type { Clock } from '@porchlight/domain';
import type { Gateway } from '@porchlight/gateway-core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { logOnForm, pauseForm, stopForm } from './forms.ts';
import { COOKIE, door, sessionOf } from './guard.ts';
import type { LocalSession, LogOn } from './log-on.ts';
import { logOnPage } from './pages/form-pages.ts';
import { statusPage } from './pages/status-page.ts';
import { STYLE } from './pages/style.ts';
import { pauseEnd } from './pause-span.ts';

export interface PagePorts {
  readonly gateway: Gateway;
  readonly logOn: LogOn;
  readonly clock: Clock;
  /** What this box is called on an owner's page unless the owner says otherwise. */
  readonly name: string;
}

export const sendPage = (reply: FastifyReply, text: string, status = 200): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').send(text);

/** Log-on, the status page, stop and pause. */
export function addPageRoutes(app: FastifyInstance, { gateway, logOn, clock }: PagePorts): void {
  app.get('/style.css', door('everybody'), (_, reply) => reply.type('text/css; charset=utf-8').send(STYLE));
  app.get('/log-on', door('everybody'), (_, reply) => sendPage(reply, logOnPage()));

  app.post('/log-on', door('everybody'), async (request, reply) => {
    const form = logOnForm.safeParse(request.body);
    const result = form.success ? await logOn.open(form.data.code) : ({ kind: 'wrong' } as const);
    if (result.kind === 'locked')
      return sendPage(
        reply,
        logOnPage(`Locked after five wrong codes. Try again in ${result.minutes} minutes.`),
        429,
      );
    if (result.kind === 'wrong') return sendPage(reply, logOnPage('That is not the pass code.'), 403);
    reply.header('set-cookie', `${COOKIE}=${result.session.token}; Path=/; HttpOnly; SameSite=Strict`);
    return reply.redirect('/', 303);
  });

  app.get('/', door('session'), async (request, reply) =>
    sendPage(reply, statusPage(await gateway.view(), sessionOf(request).csrf)),
  );

  addAct(app, '/log-off', async (_, session) => logOn.close(session));
  addAct(app, '/stop', async (body) => {
    const form = stopForm.safeParse(body);
    if (form.success) gateway.stop(form.data.ownerId || null);
  });
  addAct(app, '/pause', async (body) => {
    const form = pauseForm.safeParse(body);
    if (!form.success) return;
    const zone = (await gateway.view()).programme?.timeZone ?? 'UTC';
    await gateway.pause(form.data.ownerId || null, pauseEnd(form.data.span, clock.now(), zone));
  });
}

/** A button: acts when the form belongs to a standing session, and shows the status page. */
export function addAct(
  app: FastifyInstance,
  path: string,
  act: (body: unknown, session: LocalSession, params: unknown) => Promise<void>,
): void {
  app.post(path, door('form'), async (request, reply) => {
    await act(request.body, sessionOf(request), request.params);
    return reply.redirect('/', 303);
  });
}
