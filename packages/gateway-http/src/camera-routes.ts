import type { FastifyInstance } from 'fastify';
import { cameraBody, cameraPath, enrolBody, formFault } from './forms.ts';
import { door, sessionOf } from './guard.ts';
import { addAct, type PagePorts, sendPage } from './page-routes.ts';
import { type CameraForm, cameraPage, enrolPage, removePage } from './pages/form-pages.ts';

/** Enrolling owners, adding, testing and removing cameras, confirming terms. */
export function addCameraRoutes(app: FastifyInstance, { gateway, name }: PagePorts): void {
  app.get('/enrol', door('session'), (request, reply) =>
    sendPage(reply, enrolPage(sessionOf(request).csrf, name)),
  );
  app.post('/enrol', door('form'), async (request, reply) => {
    const session = sessionOf(request);
    const form = enrolBody.safeParse(request.body);
    if (!form.success)
      return sendPage(reply, enrolPage(session.csrf, name, formFault(form.error).sentence), 400);
    const enrolled = await gateway.enrol(form.data.code, form.data.name ?? name);
    if (enrolled.kind === 'refused')
      return sendPage(reply, enrolPage(session.csrf, name, enrolled.sentence), 400);
    return reply.redirect('/', 303);
  });

  app.get('/cameras/new', door('session'), async (request, reply) => {
    const session = sessionOf(request);
    return sendPage(reply, cameraPage(await gateway.view(), session.csrf));
  });
  app.post('/cameras', door('form'), async (request, reply) => {
    const session = sessionOf(request);
    const form = cameraBody.safeParse(request.body);
    const added = form.success
      ? await gateway.addCamera(form.data)
      : { kind: 'refused' as const, sentence: formFault(form.error).sentence };
    if (added.kind === 'added') return reply.redirect('/', 303);
    const typed = request.body as CameraForm;
    return sendPage(reply, cameraPage(await gateway.view(), session.csrf, typed, added.sentence), 400);
  });

  app.get('/cameras/:cameraId/remove', door('session'), async (request, reply) => {
    const session = sessionOf(request);
    const { cameraId } = request.params as { cameraId: string };
    const { owners } = await gateway.view();
    const camera = owners.flatMap((owner) => owner.cameras).find((c) => c.cameraId === cameraId);
    return camera ? sendPage(reply, removePage(camera, session.csrf)) : reply.redirect('/', 303);
  });
  addAct(app, '/cameras/:cameraId/remove', async (_, __, params) => {
    const path = cameraPath.safeParse(params);
    if (path.success) await gateway.removeCamera(path.data.cameraId);
  });
  addAct(app, '/cameras/:cameraId/try', async (_, __, params) => {
    const path = cameraPath.safeParse(params);
    if (path.success) gateway.tryCamera(path.data.cameraId);
  });
  addAct(app, '/confirm', async (body) => {
    const form = cameraPath.safeParse(body);
    if (form.success) await gateway.confirmTerms(form.data.cameraId);
  });
}
