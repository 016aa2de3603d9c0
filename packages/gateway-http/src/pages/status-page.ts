import type { CameraView, GatewayView, OwnerView } from '@porchlight/gateway-core';
import { type Html, html } from './html.ts';
import { button, page } from './layout.ts';
import { moment, pauseSentence, termsSentence } from './words.ts';

/** The page that shows and stops everything. It asks again every ten seconds. */
export function statusPage(view: GatewayView, csrf: string): string {
  const zone = view.programme?.timeZone ?? 'UTC';
  const watched = view.owners
    .flatMap((owner) => owner.cameras)
    .filter((camera) => camera.watching.length > 0);
  const body = html`<h1>Porchlight gateway</h1>
${view.fault === null ? null : html`<p class="fault">No picture can leave: ${view.fault}</p>`}
<p>${watched.length === 0 ? 'Nobody is looking now.' : `${watched.length} ${watched.length === 1 ? 'camera is' : 'cameras are'} being watched now.`}
${view.hub.connected ? `Connected to ${view.hub.host}.` : `Not connected to ${view.hub.host}: nobody can look.`}</p>
${view.owners.length > 0 ? button('/stop', watched.length > 0 ? 'STOP all looks now' : 'STOP', csrf, { ownerId: '' }, 'stop') : null}
${programmeNote(view)}
${view.owners.map((owner) => ownerSection(owner, zone, csrf))}
<h2>This box</h2><div class="row"><a href="/enrol">Enrol an owner by code</a> <a href="/cameras/new">Add a camera</a></div>
${journal(view, zone)}
${button('/log-off', 'Log off', csrf)}`;
  return page('Now', body, 10);
}

function programmeNote({ programme, gatewayId }: GatewayView): Html {
  if (programme === null)
    return html`<p class="note">Not enrolled yet. The owner’s page shows a code under “Connect a box”; <a href="/enrol">type it here</a>.</p>`;
  return html`<div class="note"><p>${programme.name}${programme.synthetic ? ' (demonstration: simulated cameras only)' : ''} · ${programme.state.replaceAll('-', ' ')} · gateway ${gatewayId}</p>
<p>Root fingerprint <code>${programme.rootFingerprint}</code><br>Compare it with the one the clerk has published.</p></div>`;
}

function ownerSection(owner: OwnerView, zone: string, csrf: string): Html {
  const { ownerId } = owner;
  const keys = owner.keyFingerprints.map((fingerprint) => html`<code>${fingerprint}</code> `);
  return html`<h2>Owner ${ownerId}</h2>
<p>Key fingerprint ${keys}<br>It must be the one the owner's own page shows.</p>
<div class="row">${button('/stop', 'Stop looks', csrf, { ownerId })}
${button('/pause', 'Pause 1 hour', csrf, { ownerId, span: 'hour' })}
${button('/pause', 'Pause today', csrf, { ownerId, span: 'today' })}
${button('/pause', 'Pause until I sign', csrf, { ownerId, span: 'signed' })}</div>
${owner.cameras.map((camera) => cameraCard(camera, zone, csrf))}`;
}

function cameraCard(camera: CameraView, zone: string, csrf: string): Html {
  const { inForce, waiting, pause } = camera.terms;
  const path = `/cameras/${camera.cameraId}`;
  return html`<article class="${camera.watching.length > 0 ? 'watched' : ''}"><h3>${camera.label}</h3>
<p>${camera.state.kind === 'live' ? 'Live' : camera.state.detail} · ${camera.hasSub ? 'main and sub stream' : 'one stream'} · <code>${camera.cameraId}</code></p>
${camera.watching.map((look) => html`<p><strong>Being watched</strong> by an operator for ${look.incident.class.replaceAll('-', ' ')} at ${look.incident.place}, since ${moment(look.since, zone)}, until ${moment(look.endsAt, zone)} at the latest.</p>`)}
<p>${inForce ? termsSentence(inForce.terms, zone) : 'No consent in force: nobody can look.'}</p>
${pause ? html`<p>${pauseSentence(pause, zone)}</p>` : null}
${waiting ? html`<p class="note">Waiting until ${moment(waiting.effectiveAt, zone)}, because it was made from afar and opens more: ${termsSentence(waiting.terms, zone)} ${button('/confirm', 'Confirm it here', csrf, { cameraId: camera.cameraId })}</p>` : null}
<div class="row">${button(`${path}/try`, 'Test', csrf)}<a href="${path}/remove">Remove</a></div></article>`;
}

function journal(view: GatewayView, zone: string): Html {
  const label = new Map(view.owners.flatMap((o) => o.cameras.map((c) => [c.cameraId, c.label] as const)));
  const rows = view.journal
    .slice(0, 40)
    .map(
      (entry) =>
        html`<tr><td>${moment(entry.at, zone)}</td><td>${label.get(entry.cameraId) ?? entry.cameraId}</td><td>${entry.result}</td><td>${entry.class?.replaceAll('-', ' ') ?? ''} ${entry.place}</td><td>${entry.reasons.join(', ').replaceAll('-', ' ')}</td></tr>`,
    );
  if (rows.length === 0) return html``;
  return html`<h2>Journal</h2><table><tr><th>When</th><th>Camera</th><th>What</th><th>Incident</th><th>Why</th></tr>${rows}</table>`;
}
