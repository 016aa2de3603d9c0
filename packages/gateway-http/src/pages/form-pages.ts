import type { CameraView, GatewayView } from '@porchlight/gateway-core';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';

const faultLine = (fault: string | undefined): Html | null =>
  fault === undefined ? null : html`<p class="fault" role="alert">${fault}</p>`;

export function logOnPage(fault?: string): string {
  return page(
    'Log on',
    html`<h1>Porchlight gateway</h1><p>The pass code was printed when the gateway first started. A new one: start it with <code>--new-local-code</code>.</p>
${faultLine(fault)}<form method="post" action="/log-on"><label>Pass code<input name="code" type="password" autocomplete="current-password" maxlength="60" required autofocus></label>
<p><button>Log on</button></p></form>`,
  );
}

export function enrolPage(csrf: string, name: string, fault?: string): string {
  return page(
    'Enrol an owner',
    html`<h1>Enrol an owner</h1><p>On the owner’s page, under “Connect a box”, have a code shown and type it here within 30 minutes.</p>
${faultLine(fault)}<form method="post" action="/enrol"><input type="hidden" name="csrf" value="${csrf}">
<label>Code<input name="code" maxlength="40" autocapitalize="characters" autocomplete="off" required autofocus></label>
<label>Name of this box<input name="name" maxlength="80" value="${name}" required></label>
<p><button>Enrol</button> <a href="/">Back</a></p></form>`,
  );
}

export interface CameraForm {
  readonly label?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly mainUrl?: string | undefined;
  readonly subUrl?: string | undefined;
  readonly username?: string | undefined;
}

/** `typed` comes back into the form after a fault, except the password. */
export function cameraPage(view: GatewayView, csrf: string, typed: CameraForm = {}, fault?: string): string {
  const owners = view.owners.map(
    ({ ownerId }) =>
      html`<option value="${ownerId}"${ownerId === typed.ownerId ? html` selected` : null}>${ownerId}</option>`,
  );
  const field = (name: keyof CameraForm, label: string, hint: string, required = false): Html =>
    html`<label>${label}<input name="${name}" value="${typed[name] ?? ''}" placeholder="${hint}" maxlength="500" autocomplete="off"${required ? html` required` : null}></label>`;
  return page(
    'Add a camera',
    html`<h1>Add a camera</h1><p>Address, user and password stay on this box. A camera that gives JPEG pictures (MJPEG or snapshots) or WHEP has a web address; switch it on before you add it.</p>${faultLine(fault)}
<form method="post" action="/cameras"><input type="hidden" name="csrf" value="${csrf}">
${field('label', 'Name', 'Front door', true)}
<label>Owner<select name="ownerId" required>${owners}</select></label>
${field('mainUrl', 'Main stream', 'rtsp://192.168.1.20:554/main', true)}
${field('subUrl', 'Sub stream (small picture), if there is one', 'rtsp://192.168.1.20:554/sub')}
${field('username', 'User', '')}
<label>Password<input name="password" type="password" maxlength="200" autocomplete="off"></label>
<p><button>Add</button> <a href="/">Back</a></p></form>`,
  );
}

export function removePage(camera: CameraView, csrf: string): string {
  return page(
    'Remove a camera',
    html`<h1>Remove ${camera.label}?</h1><p>Running looks end at once, and the camera's address and password are deleted from this box.</p>
<form method="post" action="/cameras/${camera.cameraId}/remove"><input type="hidden" name="csrf" value="${csrf}"><button>Remove</button></form> <a href="/">Back</a>`,
  );
}
