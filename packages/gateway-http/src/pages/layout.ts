import { type Html, html } from './html.ts';

/** A whole page. `refresh`: seconds after which the browser asks again by itself. */
export function page(title: string, body: Html, refresh?: number): string {
  const again = refresh === undefined ? null : html`<meta http-equiv="refresh" content="${refresh}">`;
  const whole = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${again}<title>${title} · Porchlight gateway</title><link rel="stylesheet" href="/style.css"></head>
<body>${body}</body></html>
`;
  return whole.text;
}

/** A form with one button; `fields` are sent with it. */
export function button(
  action: string,
  label: string,
  csrf: string,
  fields: Readonly<Record<string, string>> = {},
  look = '',
): Html {
  const hidden = Object.entries({ csrf, ...fields }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${action}">${hidden}<button class="${look}">${label}</button></form>`;
}
