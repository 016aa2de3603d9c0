const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

export type HubUrl =
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'refused'; readonly sentence: string };

/** The hub's address: https, or plain http to this machine alone; no path, no credentials. */
export function parseHubUrl(text: string): HubUrl {
  const refuse = (sentence: string): HubUrl => ({ kind: 'refused', sentence });
  if (text.length > 500 || !URL.canParse(text))
    return refuse(
      `“${text.slice(0, 80)}” is not an address. Give the hub's, like https://porchlight.example.`,
    );
  const url = new URL(text);
  if (url.username || url.password || url.search || url.hash || url.pathname !== '/')
    return refuse("Give the hub's address without user, path or query, like https://porchlight.example.");
  if (url.protocol === 'https:') return { kind: 'url', url };
  if (url.protocol === 'http:' && LOCAL.has(url.hostname)) return { kind: 'url', url };
  return refuse(
    `${url.protocol}//${url.host} is not protected on its way. Use https; plain http is for a hub on this machine.`,
  );
}

/** The address of one of the hub's sockets. */
export function socketUrl(hub: URL, path: string): URL {
  const url = new URL(path, hub);
  url.protocol = hub.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}
