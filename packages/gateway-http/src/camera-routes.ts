import type { FastifyInstance } from 'fastify';
import { cameraBody, cameraPath, enrolBody, formFault } from './forms.ts';
import { sessionOf, sessionOfForm } from './guard.ts';
import { addAct, type PagePorts, sendPage } from './page-routes.ts';
import { type CameraForm, cameraPage, enrolPage, removePage } from './pages/form-pages.ts';

/** Enrolling owners, adding, testing and removing cameras, confirming terms. */
export function addCameraRoutes(app: FastifyInstance, { gateway, logOn, name }: PagePorts): void {
  app.get('/enrol', async (request, reply) => {
    const session = sessionOf(request, logOn);
    return session ? sendPage(reply, enrolPage(session.csrf, name)) : reply.redirect('/log-on', 303);
  });
  app.post('/enrol', async (request, reply) => {
    const session = sessionOfForm(request, logOn);
    if (session === undefined) return reply.redirect('/log-on', 303);
    const form = enrolBody.safeParse(request.body);
    if (!form.success)
      return sendPage(reply, enrolPage(session.csrf, name, formFault(form.error).sentence), 400);
    const enrolled = await gateway.enrol(form.data.code, form.data.name ?? name);
    if (enrolled.kind === 'refused')
      return sendPage(reply, enrolPage(session.csrf, name, enrolled.sentence), 400);
    return reply.redirect('/', 303);
  });

  app.get('/cameras/new', async (request, reply) => {
    const session = sessionOf(request, logOn);
    if (session === undefined) return reply.redirect('/log-on', 303);
    return sendPage(reply, cameraPage(await gateway.view(), session.csrf));
  });
  app.post('/cameras', async (request, reply) => {
    const session = sessionOfForm(request, logOn);
    if (session === undefined) return reply.redirect('/log-on', 303);
    const form = cameraBody.safeParse(request.body);
    const added = form.success
      ? await gateway.addCamera(form.data)
      : { kind: 'refused' as const, sentence: formFault(form.error).sentence };
    if (added.kind === 'added') return reply.redirect('/', 303);
    const typed = request.body as CameraForm;
    return sendPage(reply, cameraPage(await gateway.view(), session.csrf, typed, added.sentence), 400);
  });

  app.get('/cameras/:cameraId/remove', async (request, reply) => {
    const session = sessionOf(request, logOn);
    if (session === undefined) return reply.redirect('/log-on', 303);
    const { cameraId } = request.params as { cameraId: string };
    const { owners } = await gateway.view();
    const camera = owners.flatMap((owner) => owner.cameras).find((c) => c.cameraId === cameraId);
    return camera ? sendPage(reply, removePage(camera, session.csrf)) : reply.redirect('/', 303);
  });
  addAct(app, logOn, '/cameras/:cameraId/remove', async (_, __, params) => {
    const path = cameraPath.safeParse(params);
    if (path.success) await gateway.removeCamera(path.data.cameraId);
  });
  addAct(app, logOn, '/cameras/:cameraId/try', async (_, __, params) => {
    const path = cameraPath.safeParse(params);
    if (path.success) gateway.tryCamera(path.data.cameraId);
  });
  addAct(app, logOn, '/confirm', async (body) => {
    const form = cameraPath.safeParse(body);
    if (form.success) await gateway.confirmTerms(form.data.cameraId);
  });
}
