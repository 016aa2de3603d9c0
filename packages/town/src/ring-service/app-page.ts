import type { RingAccount } from './ring-account.ts';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
body { font: 18px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 30rem; padding: 1rem; color: #14202b; background: #fff }
h1 { font-size: 1.5rem } fieldset { border: 1px solid #5b6b78; border-radius: 8px } label { display: block; padding: .75rem 0 }
input { width: 1.5rem; height: 1.5rem; vertical-align: middle } button { font: inherit; width: 100%; padding: .9rem; border: 0; border-radius: 8px; background: #0a4f8a; color: #fff }
.note { background: #fff3cd; padding: .75rem; border-radius: 8px }
</style>
<main><p class="note">Simulated service of the demo town. Nothing here is Ring or Amazon.</p>${body}</main></html>`;

/** Where a person shares devices with the partner's app, or takes them back. */
export function sharePage(account: RingAccount, appName: string, linked: boolean): string {
  const devices = account.devices
    .map(
      ({ id, name }) =>
        `<label><input type="checkbox" name="device" value="${escaped(id)}" checked> ${escaped(name)}</label>`,
    )
    .join('');
  const allow = `<form method="post" action="/app/${encodeURIComponent(account.id)}/allow"><fieldset><legend>Devices to share</legend>${devices}</fieldset>
<p>${escaped(appName)} asks to see live video of these devices.</p><button>Allow</button></form>`;
  const remove = `<form method="post" action="/app/${encodeURIComponent(account.id)}/remove"><button>Remove ${escaped(appName)}</button></form>`;
  return page(
    `${appName} – ${account.name}`,
    `<h1>Share with ${escaped(appName)}?</h1><p>Signed in as ${escaped(account.name)}.</p>${linked ? remove : allow}`,
  );
}

export const messagePage = (title: string, text: string): string =>
  page(title, `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>`);
